import { expect, test } from "vitest";
import type { ForwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  judgeHealthy,
  latestSink,
  lowestShare,
} from "../../../../src/analysis/forwarding/verdicts/healthy_verdicts.ts";
import { withForwardingStore } from "../../../testing/forwarding_rows.ts";

/** Returns plain measures whose healthy sink kept a share of its rate and had a p99 before and during the outage. */
async function measuresOf(
  lowest_share: number | null,
  before: number | null,
  during: number,
): Promise<ForwardingMeasures> {
  return await withForwardingStore([{}], async (store) => {
    const [plain] = await forwardingMeasures(store);
    if (!plain) throw new TypeError("no run");
    const part = { rate: 1, lowest_rate: 1, longest: null };
    return {
      ...plain,
      healthy: [{
        ...{ run_id: "r1", sink: "sink-1", worst_share: 0 },
        ...{ lowest_share, before: { ...part, p99: before } },
        ...{ during: { ...part, p99: during }, after: { ...part, p99: 0 } },
      }],
    };
  });
}

test("judgeHealthy() fails what became slow or late by the outage, and not what was so before", async () => {
  const reasons = [];
  for (
    const [share, before, during] of [
      [1, 0.01, 0.9],
      [0.4, 0.01, 0.9],
      [1, 0.01, 1.1],
      [1, 0.9, 1.1],
      [1, 1, 2.1],
      [null, null, 1.1],
    ] as const
  ) {
    const measures = await measuresOf(share, before, during);
    reasons.push(
      judgeHealthy(measures, { lost: 7, said: "so" })?.reason ?? null,
    );
  }
  expect(reasons).toEqual([
    null,
    "so; sink-1 fell to 40 % of its rate in the worst second before, in the median of times as long",
    "so; p99 at sink-1 was 1.1 s, 10 ms before the outage",
    null,
    "so; p99 at sink-1 was 2.1 s, 1 s before the outage",
    "so; p99 at sink-1 was 1.1 s",
  ]);
});

test("latestSink() and lowestShare() are of the worst sink", async () => {
  const measures = await measuresOf(0.7, 0.1, 0.3);
  expect(latestSink(measures))
    .toEqual({ sink: "sink-1", p99: 0.3, before: 0.1 });
  expect(lowestShare(measures)).toBe(0.7);
  expect(lowestShare({ healthy: [] })).toBeNull();
});
