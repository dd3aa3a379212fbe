/**
 * The push mix of Diego's plan for measuring performance (2015): applications by the number of cells, of four kinds. On
 * each cell 78 applications, 96 instances and 28 GiB, of which 10 instances crash for ever.
 */
import type { AppSpec } from "./platform.ts";

const MIB = 2 ** 20;

/** Applications of one kind. */
export interface MixEntry extends
  Pick<
    AppSpec,
    "kind" | "instances" | "memory" | "logRate" | "crashAfter"
  > {
  readonly appsPerCell: number;
}

/** Log rates are lines a second; memory is bytes of each instance. */
export const pushMix: readonly MixEntry[] = [
  {
    kind: "hello",
    ...{ appsPerCell: 54, instances: 1 },
    ...{ memory: 128 * MIB, logRate: 1, crashAfter: null },
  },
  {
    kind: "microservice",
    ...{ appsPerCell: 12, instances: 2 },
    ...{ memory: 512 * MIB, logRate: 10, crashAfter: null },
  },
  {
    kind: "web",
    ...{ appsPerCell: 2, instances: 4 },
    ...{ memory: 1024 * MIB, logRate: 20, crashAfter: null },
  },
  {
    kind: "crashing",
    ...{ appsPerCell: 10, instances: 1 },
    ...{ memory: 128 * MIB, logRate: 0, crashAfter: 30 },
  },
];
