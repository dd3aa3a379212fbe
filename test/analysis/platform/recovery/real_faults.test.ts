import { expect, test } from "vitest";
import { realFaults } from "../../../../src/analysis/platform/recovery/real_faults.ts";
import {
  toPlatformTestRun,
  toTimedOperation,
} from "../../../testing/platform_rows.ts";
import { toTestParam, withTestStore } from "../../../testing/records.ts";

test("realFaults() has cells that died under load beside the faults of platforms, without what was not pushed", () =>
  withTestStore([
    ...[
      ["a", "platform-recovery", "kill-cells"],
      ["b", "control-plane", "kill-cells"],
      ["c", "control-plane", "wipe-store"],
      ["d", "control-plane", "none"],
    ].map(([id = "", experiment = "", fault = ""], i) =>
      [
        toPlatformTestRun(id, {
          ...{ experiment, system: "diego", mode: "real" },
          params: [
            toTestParam("cells", 10 * (i + 1)),
            toTestParam("fault", fault),
          ],
        }),
        {
          operations: [
            {
              ...toTimedOperation("lrp", "x/0", { at: 1, duration_s: 2 }),
              run_id: id,
            },
          ],
        },
      ] as const
    ),
  ], async (store) => {
    const runs = await realFaults(store);
    expect(runs.map(({ run_id }) => run_id)).toEqual(["a", "b"]);
    expect(runs.map(({ own }) => own)).toEqual([null, null]);
  }));
