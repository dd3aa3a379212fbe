import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import { judgeAttribute } from "../../../../src/analysis/forwarding/verdicts/judge_attribute.ts";
import {
  type LiteralForwarding,
  outage,
  steady,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";
import { toTestEvent } from "../../../testing/monitoring_rows.ts";

/** Returns `kind code lost` of each run, and the reasons. */
async function judge(runs: readonly Partial<LiteralForwarding>[]) {
  return await withForwardingStore(
    runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` })),
    async (store) => (await forwardingMeasures(store)).map(judgeAttribute),
  );
}

const short = (
  verdicts: Awaited<ReturnType<typeof judge>>,
) => verdicts.map(({ kind, code, lost }) => `${kind}: ${code}, ${lost}`);

const lostAt = (
  subject: string,
  first: number,
  last: number,
): Partial<LiteralForwarding> => ({
  lost: { [subject]: [[first, last]] },
  arrived: {
    "sink-1": steady,
    "sink-2": outage(subject === "sink-2" ? last - first + 1 : 0),
    "sink-3": steady,
  },
});

const warned = (code: string): Partial<LiteralForwarding> => ({
  run: { notes: code },
});

test("back pressure passes if a buffer on disk kept every line", async () => {
  const verdicts = await judge([
    {},
    lostAt("sink-2", 4900, 5019),
    lostAt("sink-2", 5000, 6999),
    lostAt("sink-1", 6000, 6001),
    { spool: null, ...lostAt("sink-2", 6000, 7999) },
    { spool: () => 4096, ...warned("") },
    { arrived: { "sink-1": steady, "sink-2": steady } },
    { fault: "none" },
  ]);
  expect(short(verdicts)).toEqual([
    "pass: complete, 0",
    "pass with loss: in-flight, 120",
    "fail: lost, 2000",
    "fail: healthy-lost, 2",
    "not supported: memory-only, 2000",
    "not engaged: no-spool, 0",
    "not engaged: not-away, null",
    "not engaged: no-outage, null",
  ]);
  expect(verdicts.map(({ reason }) => reason)).toEqual([
    "no line was lost",
    "120 lines lost that were on their way when the sink died",
    "2,000 lines lost: sink-2 the oldest",
    "sinks that were never away lost lines: sink-1 2",
    "no buffer on disk: 2,000 lines lost",
    "its buffer on disk did not grow; 0 lines lost",
    "the sink still got 100 % of its lines",
    "no sink was away",
  ]);
});

test("restart passes if the backlog outlived the forwarder", async () => {
  const stopped = [toTestEvent("down", "forwarder", { at: 8 })];
  const restarted = [...stopped, toTestEvent("up", "forwarder", { at: 9 })];
  const restart = { attribute: "restart", params: { stop: "SIGKILL" } };
  expect(short(
    await judge([
      { ...restart, events: restarted },
      { ...restart, events: stopped, ...lostAt("sink-2", 5000, 9999) },
      { ...restart },
      { ...restart, events: restarted, ...lostAt("sink-2", 5000, 9999) },
    ]),
  )).toEqual([
    "pass: complete, 0",
    "fail: not-restarted, 5000",
    "not engaged: not-stopped, null",
    "fail: lost, 5000",
  ]);
});

test("fan-out passes if the other sinks keep their rate and are in time", async () => {
  const fanOut = { attribute: "fan-out" };
  const late = {
    kind: "delivery sink-1 fault",
    lower: 2,
    upper: 3,
    count: 999,
  };
  const held = (seconds: number) =>
    seconds > 5 && seconds < 9 ? steady(5) : steady(seconds);
  const verdicts = await judge([
    { ...fanOut, ...lostAt("sink-2", 6000, 9999) },
    { ...fanOut, ...lostAt("sink-3", 6000, 6009) },
    { ...fanOut, arrived: { "sink-1": held, "sink-2": outage() } },
    { ...fanOut, histograms: [late] },
    { ...fanOut, arrived: { "sink-2": outage() } },
    // As late before: it is slow, and does not suffer.
    {
      ...fanOut,
      histograms: [late, {
        ...{ kind: "delivery sink-1 measure", count: 999 },
        ...{ lower: 1.5, upper: 2 },
      }],
    },
  ]);
  expect(short(verdicts)).toEqual([
    "pass: unaffected, 4000",
    "fail: healthy-lost, 10",
    "fail: healthy-slow, 0",
    "fail: healthy-late, 0",
    "not engaged: no-other-sink, null",
    "pass: unaffected, 0",
  ]);
  expect(verdicts[2]?.reason).toBe(
    "sink-1 fell to 0 % of its rate in the worst second before, in the median of times as long",
  );
  expect(verdicts[3]?.reason).toMatch(/^p99 at sink-1 was 2.99 s$/);
});
