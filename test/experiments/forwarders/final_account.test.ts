import { expect, test } from "vitest";
import { LineAccount } from "../../../src/lab/lines/line_account.ts";
import {
  countSent,
  limitSpans,
  toFates,
  toReported,
  toSent,
} from "../../../src/experiments/forwarders/final_account.ts";
import { NO_COUNTERS } from "../../../src/systems/forwarders/forwarder.ts";

const BEGIN = Date.parse("2026-11-29T09:00:00.000Z");

/** A stream of 1,000 lines a second, of which lines 20 to 29 did not leave, and of which the second input got none. */
const stream = {
  stream: 1,
  schedule: { begin: BEGIN, rate: 1000, period: 0.01 },
  inputs: [
    {
      input: "sink-1",
      sent: [{ first: 0, last: 19 }, { first: 30, last: 99 }],
      perhaps: [],
    },
    { input: "sink-2", sent: [], perhaps: [] },
  ],
};

test("toSent() has a row for each stream, with the lines that left and when the first and the last were due", () => {
  expect(toSent("r", [stream])).toEqual([{
    ...{ run_id: "r", subject: "generator", outcome: "sent", stream: 1 },
    ...{ first: 0, last: 99, n: 90 },
    from_at: "2026-11-29T09:00:00.000Z",
    to_at: "2026-11-29T09:00:00.090Z",
  }]);
  expect(toSent("r", [{ ...stream, inputs: [] }])).toEqual([]);
});

test("toFates() has what was sent to a sink and did not arrive, and what arrived more than once", () => {
  const lines = new LineAccount(1);
  for (const [first, length] of [[0, 10], [15, 40], [60, 40], [60, 5]]) {
    lines.add({ stream: 1, first: first!, length: length!, at: BEGIN });
  }
  lines.add({ stream: 1, first: 62, length: 1, at: BEGIN });
  const fates = (subject: string) =>
    toFates("r", { subject, lines, streams: [stream] })
      .map(({ outcome, first, last, n }) =>
        `${outcome} ${first}-${last}: ${n}`
      );
  expect(fates("sink-1").slice(0, 2)).toEqual([
    "lost 10-14: 5",
    "lost 55-59: 5",
  ]);
  expect(fates("sink-1").slice(2).join()).toContain("duplicated 60-");
  // The first input is that of all sinks that are none.
  expect(fates("hop-1")).toEqual(fates("sink-1"));
  expect(fates("sink-2").some((fate) => fate.startsWith("lost"))).toBe(false);
  expect(
    ["sink-1", "sink-2", "cluster"].map((sink) => countSent([stream], sink)),
  )
    .toEqual([90, 0, 90]);
});

test.each([1, 2, 5, 7])(
  "limitSpans() keeps at most %i rows, their order, their ends and every line",
  (max) => {
    for (const count of [0, 1, 4, 8, 100, 1001]) {
      const spans = Array.from({ length: count }, (_, i) => ({
        ...{ first: 10 * i, last: 10 * i + 2, n: 3 },
      }));
      const limited = limitSpans(spans, max);
      expect(limited.length).toBe(Math.min(limited.length, max));
      expect(limited.length).toBeGreaterThanOrEqual(
        Math.min(count, Math.ceil(max / 2)),
      );
      expect(limited.reduce((sum, { n }) => sum + n, 0)).toBe(3 * count);
      expect([limited[0]?.first, limited.at(-1)?.last])
        .toEqual([spans[0]?.first, spans.at(-1)?.last]);
      for (const [i, { first }] of limited.entries()) {
        expect(first).toBeGreaterThan(limited[i - 1]?.last ?? -1);
      }
    }
  },
);

test("toReported() has a row for each counter that a forwarder has, by sink, and those of a shared buffer without one", () => {
  const sink = { ...NO_COUNTERS, sent: 5 };
  const shared = { ...NO_COUNTERS, queued: 7, dropped: 0 };
  const counted = {
    counters: { sinks: [sink, sink], shared },
    names: ["a", "b"],
  };
  const rows = toReported("r", { ...counted, countedBy: "forwarder" });
  expect(rows.map((row) => [row.kind, row.statistic, row.label, row.value]))
    .toEqual([
      ["forwarder", "sent", "a", 5],
      ["forwarder", "sent", "b", 5],
      ["forwarder", "dropped", "", 0],
      ["forwarder", "queued", "", 7],
    ]);
  expect(new Set(rows.map(({ annotation }) => annotation)))
    .toEqual(new Set([""]));
  const [first] = toReported("r", { ...counted, countedBy: "adapter" });
  expect(first?.annotation).toBe("adapter");
});
