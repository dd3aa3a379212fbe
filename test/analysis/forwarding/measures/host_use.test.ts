import { expect, test } from "vitest";
import { hostUses } from "../../../../src/analysis/forwarding/measures/host_use.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";
import { toTestSeries } from "../../../testing/monitoring_rows.ts";

test("hostUses() has how busy the machine was in the phase measure, until the outage", async () => {
  await withForwardingStore([{
    samples: toTestSeries("host", "cpu", {
      values: [0.5, 0.7, 0.6, 0.6, 1, 1],
    }),
  }, { run_id: "r2" }], async (store) => {
    const uses = await hostUses(store);
    expect(uses.map(({ run_id }) => run_id)).toEqual(["r1"]);
    expect(uses[0]?.cpu).toBeCloseTo(0.6);
  });
});
