import { expect, test } from "vitest";
import {
  ranInstances,
  sumRan,
} from "../../../../src/analysis/platform/pushes/ran_instances.ts";
import { pushMix } from "../../../../src/systems/platform/push_mix.ts";
import { makePushRun } from "../../../testing/platform_studies.ts";
import { withTestStore } from "../../../testing/records.ts";

test("sumRan() has 96 instances and 28 GiB of a cell where nothing failed", async () => {
  await withTestStore([makePushRun("r1", { cells: 1 })], async (store) => {
    const ran = await ranInstances(store, "platform-push");
    expect(ran.map(({ kind, n }) => [kind, n])).toEqual([
      ...[["crashing", 10], ["hello", 54], ["microservice", 24], ["web", 8]],
    ]);
    expect(sumRan(ran, pushMix, "r1")).toEqual({
      ...{ instances: 96, memory: 28 * 2 ** 30 },
    });
    expect(sumRan(ran, pushMix, "r2")).toBeNull();
  });
});
