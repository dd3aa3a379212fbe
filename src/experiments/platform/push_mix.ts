/**
 * The push mix of Diego's plan for measuring performance (2015): applications by the number of cells, of four kinds. On
 * each cell 78 applications, 96 instances and 28 GiB, of which 10 instances crash for ever.
 */
import type { AppSpec } from "../../systems/platform/platform.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Disk limit of every instance. */
const DISK = GIB;

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

/** How much of the mix is pushed. */
export interface MixOptions {
  /** Number of cells. */
  readonly cells: number;
  /** Share of the mix; of each kind at least one application is pushed. */
  readonly fill: number;
  /** Whether instances write logs; the runs of 2015 after the first did without. */
  readonly chatty: boolean;
}

/**
 * Returns the applications in the order in which they are pushed: the kinds are interleaved evenly, so that every tenth
 * of the order has the same mix.
 */
export function toApps({ cells, fill, chatty }: MixOptions): AppSpec[] {
  return pushMix.flatMap(({ appsPerCell, ...entry }) => {
    const count = Math.max(1, Math.round(appsPerCell * cells * fill));
    return Array.from({ length: count }, (_, i) => ({
      position: (i + 0.5) / count,
      app: {
        ...entry,
        name: `${entry.kind}-${i}`,
        disk: DISK,
        logRate: chatty ? entry.logRate : 0,
      },
    }));
  }).sort((a, b) => a.position - b.position).map(({ app }) => app);
}

/** Returns the names of a share of the applications, evenly over their order. */
export function tracedApps(
  apps: readonly AppSpec[],
  share: number,
): ReadonlySet<string> {
  const names = apps.map(({ name }) => name).filter((_, i) =>
    Math.floor((i + 1) * share) > Math.floor(i * share)
  );
  return new Set(names);
}
