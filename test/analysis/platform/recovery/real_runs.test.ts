import { expect, test } from "vitest";
import { realRuns } from "../../../../src/analysis/platform/recovery/real_runs.ts";
import { toPlatformTestRun } from "../../../testing/platform_rows.ts";
import { toTestParam, withTestStore } from "../../../testing/records.ts";

test("realRuns() leaves out simulated runs, and has the others by system and number of cells", () =>
  withTestStore([
    ...[["a", "kubernetes", 10], ["b", "diego", 50], ["c", "diego", 20]]
      .map(([id, system, cells]) =>
        [
          toPlatformTestRun(String(id), {
            ...{ system: String(system), mode: "real" },
            params: [toTestParam("cells", Number(cells))],
          }),
          {},
        ] as const
      ),
    [toPlatformTestRun("s"), {}],
  ], async (store) => {
    const runs = await realRuns(store, ["platform"]);
    expect(runs.map(({ run_id }) => run_id)).toEqual(["c", "b", "a"]);
    expect(runs[0]).toMatchObject({
      own: null,
      all: null,
      death: { text: "" },
    });
  }));
