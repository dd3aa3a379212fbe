import { expect, test } from "vitest";
import { plotLineRates } from "../../../src/figures/run/line_rates.ts";
import { expectGolden } from "../golden.ts";
import {
  away,
  healthy,
  linesClock,
  RATE,
  sent,
  toRates,
} from "./_sample_lines.ts";

const sink = (name: string) => ({
  name,
  lost: 0,
  duplicated: 0,
  received: healthy,
  sent,
});

test("plotLineRates() draws every sink on one scale, the outage as a band, and a cut peak", async () => {
  const figure = plotLineRates({
    clock: linesClock,
    sinks: [
      sink("sink-1"),
      { ...sink("sink-2"), lost: 2087, duplicated: 1, received: away },
      sink("sink-3"),
    ],
  }, { title: "Lines at every sink", caption: "Made-up values." });
  expect(figure.svg).toContain("sink-2 (lines/s): 2,087 lost, 1 duplicated");
  expect(figure.svg).toContain("▲ 180k");
  expect(figure.svg).toContain(">killed: sink-2<");
  // A steady line is drawn, and told, by its ends.
  expect(
    figure.data.rows.filter(([sink, rate]) =>
      sink === "sink-2" && rate === "sent"
    ),
  ).toEqual([
    ["sink-2", "sent", -4.75, RATE],
    ["sink-2", "sent", 12, RATE],
    ["sink-2", "sent", 16, 0],
  ]);
  await expectGolden(figure, "line_rates");
});

test("plotLineRates() draws a sink of a cluster without a rate sent, and gaps in what was measured", () => {
  const { svg } = plotLineRates({
    clock: linesClock,
    sinks: [{
      ...sink("sink-1"),
      ...{ lost: null, sent: [] },
      received: toRates((at) => at < 3 ? NaN : 0),
    }],
  }, { title: "x" });
  expect(svg).not.toMatch(/NaN|Infinity|>sent<|lost/);
});

test("plotLineRates() escapes the name of a sink", () => {
  const { svg } = plotLineRates({
    clock: linesClock,
    sinks: [{ ...sink("<b>&"), lost: 1 }],
  }, { title: "x" });
  expect(svg).toContain("&lt;b&gt;&amp;");
});

test("plotLineRates() refuses a run without sinks", () => {
  expect(() => plotLineRates({ clock: linesClock, sinks: [] }, { title: "x" }))
    .toThrow("Cannot draw x as there are no sinks");
});
