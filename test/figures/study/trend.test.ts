import { expect, test } from "vitest";
import { plotTrend, type TrendRow } from "../../../src/figures/mod.ts";
import { expectGolden } from "../golden.ts";

function row(
  series: string,
  day: string,
  version: string,
  [min, median, max]: readonly [number, number, number],
): TrendRow {
  const started_at = `2026-${day}T06:00:00.000Z`;
  return { series, started_at, version, min, median, max, n: 5 };
}

const rows = [
  row("postgres", "01-05", "2.90.0", [41, 43, 47]),
  row("postgres", "01-19", "2.91.0", [40, 42, 44]),
  row("postgres", "02-02", "2.92.0", [42, 44, 51]),
  row("postgres", "02-16", "2.93.0", [55, 58, 63]),
  row("postgres", "03-02", "2.94.0", [54, 57, 60]),
  row("postgres", "03-16", "2.95.1", [56, 58, 59]),
  row("mysql", "01-05", "2.90.0", [61, 64, 70]),
  row("mysql", "01-19", "2.91.0", [62, 65, 69]),
  row("mysql", "02-02", "2.92.0", [60, 63, 66]),
  row("mysql", "02-16", "2.93.0", [51, 54, 58]),
  row("mysql", "03-02", "2.94.0", [50, 52, 55]),
  row("mysql", "03-16", "2.95.1", [50, 53, 57]),
];

const changes = [
  {
    series: "postgres",
    started_at: "2026-02-16T06:00:00.000Z",
    version: "2.93.0",
    before: 43,
    after: 58,
    back: null,
    cause: "",
  },
  {
    series: "mysql",
    started_at: "2026-02-16T06:00:00.000Z",
    version: "2.93.0",
    before: 64,
    after: 53,
    back: { started_at: "2026-03-16T06:00:00.000Z", version: "2.95.1" },
    cause: "set-up changed",
  },
];

const options = {
  title: "Time to start an instance, by database",
  metric: "time to start",
  unit: "s",
  changes,
};

test("plotTrend() draws runs over time with their changes", async () => {
  const figure = plotTrend(rows, {
    ...options,
    caption: "Made-up values of twelve runs with five repetitions each.",
  });
  expect(figure.n).toBe(12);
  expect(figure.svg).toContain("n = 12 runs");
  expect(figure.svg).toContain("2.93.0 +34.9 %");
  expect(figure.svg).toContain("2.93.0 −17.2 %, set-up changed");
  expect(figure.svg).toContain("grey: not of the version alone");
  await expectGolden(figure, "trend_time");
});

test("plotTrend() draws each series on its own scale by version", async () => {
  const figure = plotTrend(rows, {
    ...options,
    x: "version",
    arrange: "facets",
    repetitions: [
      {
        series: "mysql",
        started_at: "2026-01-05T06:00:00.000Z",
        version: "2.90.0",
        value: 61,
      },
    ],
  });
  expect(figure.svg).toContain(">mysql<");
  expect(figure.svg).toContain(">time to start (s)<");
  await expectGolden(figure, "trend_version");
});

test("plotTrend() leaves out version labels that would overlap", () => {
  const many = Array.from(
    { length: 60 },
    (_, i) => row("a", "01-05", `v1.${i}.0-rc.1`, [1, 2, 3]),
  );
  const { svg } = plotTrend(many, { ...options, changes: [], x: "version" });
  const shown = many.filter(({ version }) => svg.includes(`>${version}<`));
  expect(shown.length).toBeGreaterThan(4);
  expect(shown.length).toBeLessThan(11);
});

test("plotTrend() labels a change from 0 without a percentage", () => {
  const { svg } = plotTrend(rows, {
    ...options,
    changes: changes.map((change) => ({ ...change, before: 0 })),
  });
  expect(svg).toContain("2.93.0 0 → 58");
});

test("plotTrend() refuses no rows", () => {
  expect(() => plotTrend([], options)).toThrow("there are no runs");
});

test("plotTrend() of one metric of each run names its dots and rules so", () => {
  const metrics = rows.map((row) => ({ ...row, min: row.median }));
  const figure = plotTrend(metrics, { ...options, of: "operations" });
  expect(figure.svg).toContain("dot: a run");
  expect(figure.svg).toContain("faint rule: 95 % interval within the run");
  expect(figure.data.columns.map(({ label }) => label).slice(3)).toEqual([
    "time to start",
    "time to start, lower bound",
    "time to start, upper bound",
    "operations",
  ]);
  const plain = metrics.map((row) => ({ ...row, max: row.median }));
  expect(plotTrend(plain, { ...options, of: "operations" }).svg)
    .not.toContain("faint rule");
});

test("plotTrend() of very many series draws some, and says how many it does not", () => {
  const many = Array.from(
    { length: 300 },
    (_, i) => row(`s${i}`, "01-05", "1", [1, 2, 3]),
  );
  const figure = plotTrend(many, {
    ...{ ...options, changes: [] },
    arrange: "facets",
  });
  expect(figure.svg).toContain(
    "260 more series are in the data, and not drawn",
  );
  expect(figure.data.rows).toHaveLength(300);
});
