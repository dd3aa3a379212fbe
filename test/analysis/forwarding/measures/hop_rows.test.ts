import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  sentAt,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";

test("hopRows() tells where lines are lost and how late each hop is", async () => {
  const behind = (seconds: number, by: number, lost: number) =>
    Math.max(0, sentAt(seconds - by) - lost);
  await withForwardingStore([{
    ...{ attribute: "chain", fault: "none" },
    arrived: {
      "hop-1": (seconds) => behind(seconds, 0.25, 0),
      "hop-2": (seconds) => behind(seconds, 0.5, 10),
      "sink-1": (seconds) => behind(seconds, 1, 15),
    },
    histograms: ["hop-1", "hop-2", "sink-1"].map((subject, i) => ({
      kind: `delivery ${subject} measure`,
      ...{ lower: i / 1000, upper: (i + 1) / 1000, count: 1000 },
    })),
  }, { run_id: "r2" }], async (store) => {
    const [chain, single] = await forwardingMeasures(store);
    expect(
      chain?.hops.map(({ subject, arrived, lost, hop_p50, most_behind }) => [
        ...[subject, arrived, lost, hop_p50, most_behind],
      ]),
    ).toEqual([
      ["hop-1", 14_000, 0, 0.0005, expect.closeTo(250)],
      ["hop-2", 13_990, 10, 0.001, expect.closeTo(260)],
      ["sink-1", 13_985, 5, 0.001, expect.closeTo(505)],
    ]);
    expect(single?.hops).toEqual([]);
  });
});
