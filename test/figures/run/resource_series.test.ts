import { expect, test } from "vitest";
import { plotResourceSeries } from "../../../src/figures/mod.ts";
import { expectGolden } from "../golden.ts";
import { longClock, noise } from "./_sample_run.ts";

function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 5, 6) + second * 1000).toISOString();
}

/** Values ten seconds apart. */
function series(
  [metric, unit, source]: readonly [string, string, string],
  values: readonly (number | null)[],
) {
  return values.flatMap((value, i) =>
    value === null ? [] : [{ metric, unit, source, at: at(10 * i), value }]
  );
}

// deno-fmt-ignore
const rows = [
  ...series(["resident memory", "MiB", "etcd-1"], [
    210, 230, 260, 300, 350, 410, 480, 560, null, null, null, null, null, null,
    90, 120, 150, 170, 180, 185, 190, 190, 195, 195,
  ]),
  ...series(["resident memory", "MiB", "etcd-2"], [
    200, 205, 210, 215, 220, 222, 224, 226, 240, 250, 255, 260, 262, 264, 264,
    262, 260, 258, 256, 254, 252, 250, 250, 250,
  ]),
  ...series(["writes", "1/s", "client"], [
    12500, 12400, 12600, 12500, 12550, 12450, 12500, 9000, 2000, 0, 0, 0, 3000,
    8000, 11000, 12000, 12400, 12500, 12500, 12450, 12550, 12500, 12500, 12500,
  ]),
];
const options = {
  title: "One of two nodes runs out of memory",
  events: [
    { from: at(30), to: at(130), label: "fault: memory pressure" },
    { from: at(78), to: null, label: "OOM etcd-1" },
    { from: at(140), to: null, label: "restart etcd-1" },
  ],
};

test("plotResourceSeries() draws a panel a metric with events", async () => {
  const figure = plotResourceSeries(rows, {
    ...options,
    caption: "Made-up values, one sample each ten seconds.",
  });
  expect(figure.n).toBe(66);
  for (
    const text of [
      "resident memory (MiB)",
      "writes (1/s)",
      "time since start (min)",
      ">OOM etcd-1<",
    ]
  ) expect(figure.svg).toContain(text);
  await expectGolden(figure, "resource_series");
});

test("plotResourceSeries() does not bridge a gap in the samples", () => {
  const memory = rows.filter(({ source }) => source === "etcd-1");
  const { svg } = plotResourceSeries(memory, { title: "Gap" });
  const path = /aria-label="line"[^]*?<path d="([^"]+)"/.exec(svg)?.[1] ?? "";
  expect(path.match(/M/g)?.length).toBe(2);
});

test("plotResourceSeries() keeps a spike among very many samples", () => {
  const many = series(
    ["cpu", "cpu", "a"],
    Array.from({ length: 50_000 }, (_, i) => i === 31_234 ? 8 : i % 2),
  );
  const { svg, data } = plotResourceSeries(many, { title: "Spike" });
  expect(svg.length).toBeLessThan(40_000);
  // The line is the median of a bin, the band reaches the spike.
  expect(data.rows.filter(([, , , , , largest]) => largest === 8).length)
    .toBe(1);
  expect(data.rows.every(([, , , median]) => Number(median) <= 1)).toBe(true);
  expect(svg).toContain("line: median of a bin");
});

test("plotResourceSeries() draws thirty busy minutes of processes, with limits, on the clock of the run", async () => {
  const second = (i: number) => new Date(Date.UTC(2026, 0, 5) + i * 1000);
  const busy = (source: string, level: number) =>
    Array.from({ length: 1820 }, (_, i) => [
      {
        metric: "processors",
        unit: "cores",
        source,
        at: second(i - 120).toISOString(),
        value: level * (0.2 + 1.6 * noise(i)),
      },
      {
        metric: "memory",
        unit: "MiB",
        source,
        at: second(i - 120).toISOString(),
        value: level * (900 + i / 2 + 40 * noise(i)),
      },
    ]).flat();
  const figure = plotResourceSeries(
    [...busy("node-0", 1), ...busy("node-1", 0.5)],
    {
      title: "Thirty busy minutes",
      start: second(0).toISOString(),
      clock: longClock,
      limits: [{ metric: "memory", label: "memory limit", value: 2048 }],
    },
  );
  expect(figure.svg).toContain("memory (GiB)");
  expect(figure.svg).toContain(">memory limit<");
  expect(figure.svg).toContain("time since the start of measuring (min)");
  expect(figure.n).toBe(7280);
  await expectGolden(figure, "resource_series_busy");
});

test("plotResourceSeries() refuses no rows", () => {
  expect(() => plotResourceSeries([], options)).toThrow("no samples");
});
