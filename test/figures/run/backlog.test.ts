import { expect, test } from "vitest";
import { type Backlog, plotBacklog } from "../../../src/figures/run/backlog.ts";
import { expectGolden } from "../golden.ts";
import { linesClock, RATE, toRates } from "./_sample_lines.ts";

/** Grows while the sink is away, and drains in 1.25 s. */
const waiting = toRates((at) =>
  at < 0
    ? 400
    : at < 6
    ? at * RATE
    : Math.max(400, 6 * RATE * (1 - (at - 6) / 1.25))
);
const spool = waiting.map(({ seconds, value }) => ({
  seconds,
  value: Math.min(16.2 * 2 ** 20, value * 500),
}));

const run: Backlog = {
  clock: linesClock,
  ...{ sinks: [], queued: [] },
  backlog: [
    { name: "sink-1", values: toRates(() => 400) },
    { name: "sink-2", values: waiting },
  ],
  spool: [{ name: "forwarder", values: spool }],
  cap: 16 * 2 ** 20,
  blocked: [{
    name: "generator",
    values: toRates((at) => at >= 2 && at < 6 ? 0.8 : 0),
  }],
};

test("plotBacklog() draws what waits, the buffer beside its cap, and the blocked sender", async () => {
  const figure = plotBacklog(run, {
    title: "What waited, and where",
    caption: "Made-up values.",
  });
  expect(figure.svg).toContain("buffer on disk (MiB)<");
  expect(figure.svg).toContain(">cap<");
  expect(figure.n).toBe(4 * 84);
  await expectGolden(figure, "backlog");
});

test("plotBacklog() draws the rate at a sink, and what the forwarder says it has, on the same clock", async () => {
  const figure = plotBacklog({
    ...run,
    sinks: [{
      ...{ name: "sink-2", lost: 0, duplicated: 12 },
      received: toRates((at) => at < 0 ? RATE : at < 6 ? 0 : 3 * RATE),
      sent: toRates(() => RATE),
    }],
    queued: [{
      name: "queued, as the forwarder says",
      values: waiting.map(({ seconds, value }) => ({
        seconds,
        value: Math.round(value * 0.9),
      })),
    }],
    blocked: [],
  }, { title: "What waited for a sink" });
  expect(figure.svg).toContain("sink-2 (lines/s): 0 lost, 12 duplicated");
  expect(figure.svg).toContain("not arrived, and queued (lines)");
  expect(figure.data.rows.map(([what]) => what)).toEqual(
    expect.arrayContaining(["sent", "received", "not arrived, and queued"]),
  );
  await expectGolden(figure, "backlog_rates");
});

test("plotBacklog() says a cap far above the buffer rather than draw it", () => {
  const { svg } = plotBacklog({ ...run, cap: 2 ** 30 }, { title: "x" });
  expect(svg).toContain("far below the cap of 1 GiB");
  expect(svg).not.toContain(">cap<");
});

test("plotBacklog() leaves out what was not sampled, and draws a run in which nothing waited", () => {
  const { svg } = plotBacklog({
    ...run,
    backlog: [{ name: "sink-1", values: toRates(() => 0) }],
    ...{ spool: [], blocked: [] },
  }, { title: "x" });
  expect(svg).not.toMatch(/NaN|Infinity|on disk|blocked/);
});

test("plotBacklog() refuses a run without samples", () => {
  expect(() =>
    plotBacklog({ ...run, backlog: [], spool: [], blocked: [] }, { title: "x" })
  ).toThrow("Cannot draw x as nothing was sampled");
});
