import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";
import { toTime } from "../../../testing/monitoring_rows.ts";

test("toSenderRow() tells how writes ended, and when the sender was held up", async () => {
  await withForwardingStore([
    {
      blocked: (seconds) => Math.max(0, Math.min(seconds, 9) - 6.5),
      operations: [
        { started_at: toTime(-0.5), duration_s: 9 },
        { duration_s: 0.001 },
        { duration_s: 2.5, outcome: "timeout" },
        { duration_s: 0.1, outcome: "refused", bytes: null },
      ],
    },
    { run_id: "r2" },
    { run_id: "r3", operations: [] },
  ], async (store) => {
    const [blocked, free, none] = await forwardingMeasures(store);
    expect(blocked?.sender).toMatchObject({
      ...{ writes: 3, ok: 1, timed_out: 1, refused: 1, failed: 0, others: 0 },
      ...{ longest_s: 2.5, bytes: 12_000 },
    });
    expect(blocked?.sender?.blocked_s).toBeCloseTo(2.5);
    expect(blocked?.sender?.blocked_share).toBeCloseTo(2.5 / 13);
    // The first sample with more than 0.1 s.
    expect(blocked?.sender?.blocked_after_s).toBeCloseTo(2.75);
    expect(free?.sender).toMatchObject({ blocked_s: 0, blocked_after_s: null });
    expect(none?.sender).toBeNull();
  });
});
