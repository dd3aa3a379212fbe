import { expect, test } from "vitest";
import {
  type LoadBracket,
  plotLoadBrackets,
} from "../../../src/figures/study/load_brackets.ts";
import { expectGolden } from "../golden.ts";

const run = (
  load: number,
  result: "held" | "broke" | "unknown",
  doubtful = false,
) => ({ load, result, doubtful });

const rows: readonly LoadBracket[] = [
  {
    ...{ name: "no forwarder, 1 sink", held: 80e6, broke: null },
    runs: [run(20e6, "held"), run(80e6, "held"), run(80e6, "held")],
  },
  {
    ...{ name: "rsyslog 8.2302.0, 3 sinks", held: 34e6, broke: 41e6 },
    runs: [
      run(20e6, "held"),
      run(34e6, "held"),
      run(41e6, "broke"),
      run(41e6, "held"),
      run(80e6, "broke", true),
    ],
  },
  {
    ...{ name: "syslog-ng 3.38.1, 3 sinks", held: 5.6e6, broke: 6.1e6 },
    runs: [run(5.6e6, "held"), run(6.1e6, "broke"), run(7e6, "unknown")],
  },
  {
    ...{ name: "flume 1.11, 3 sinks", held: null, broke: 1.2e6 },
    runs: [run(1.2e6, "broke"), run(2.4e6, "broke")],
  },
];
const options = {
  title: "Throughput",
  load: { label: "lines", unit: "1/min" },
  required: 10e6,
};

test("plotLoadBrackets() draws what held and what broke beside what is asked for", async () => {
  const figure = plotLoadBrackets(rows, {
    ...options,
    caption: "Made-up values.",
  });
  expect(figure.n).toBe(13);
  expect(figure.svg).toContain("asked for: 10M");
  expect(figure.svg).toContain(">34M to 41M<");
  expect(figure.svg).toContain(">at least 80M<");
  expect(figure.svg).toContain(">broke at 1.2M<");
  await expectGolden(figure, "load_brackets");
});

test("plotLoadBrackets() draws a bracket whose ends contradict each other, and one without any", () => {
  const { svg } = plotLoadBrackets([
    { name: "<a>", held: 9, broke: 9, runs: [run(9, "held"), run(9, "broke")] },
    { name: "b", held: null, broke: null, runs: [run(5, "unknown")] },
  ], { title: "x", load: options.load });
  expect(svg).toContain("held 9, broke 9");
  expect(svg).toContain("not known");
  expect(svg).not.toMatch(/NaN|Infinity|<a>|asked for/);
});

test("plotLoadBrackets() refuses no runs", () => {
  expect(() => plotLoadBrackets([], options))
    .toThrow("Cannot draw Throughput as there are no runs");
});
