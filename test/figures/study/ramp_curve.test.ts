import { expect, test } from "vitest";
import {
  plotRampCurve,
  type RampRow,
} from "../../../src/figures/study/ramp_curve.ts";
import { expectGolden } from "../golden.ts";

/** Two runs at each load, with a peak at 60. */
const rows: readonly RampRow[] = ["etcd", "redis"].flatMap((series, s) =>
  [10, 20, 40, 60, 80, 100].flatMap((load) =>
    [0.95, 1.05].flatMap((luck) => {
      const carried = (1 + s) * 90 * load / (1 + (load / 60) ** 2);
      const run = { series, load, doubtful: load === 80 && luck < 1 };
      return [
        { ...run, metric: "throughput", value: luck * carried },
        { ...run, metric: "p99 latency", value: 1000 * load / carried / luck },
      ];
    })
  )
);
const options = {
  title: "Throughput and latency by workers",
  load: { label: "workers", unit: "" },
  metrics: [
    { metric: "throughput", unit: "ok/s" },
    { metric: "p99 latency", unit: "ms" },
    { metric: "never measured", unit: "s" },
  ],
  method: "peak of a law",
  knees: [],
};

test("plotRampCurve() draws a panel a metric, and labels knees with their intervals", async () => {
  const figure = plotRampCurve(rows, {
    ...options,
    knees: [
      { series: "etcd", load: 58.2, lower: 52, upper: 66 },
      { series: "redis", load: 61, lower: null, upper: null },
    ],
  });
  expect(figure.n).toBe(24);
  expect(figure.svg).toContain(">etcd: 58.2<");
  expect(figure.svg).toContain("dashed: knee, peak of a law");
  expect(figure.svg).not.toContain("never measured");
  expect(figure.data.rows[1]?.slice(0, 3)).toEqual(
    ["etcd", 10, "p99 latency (ms)"],
  );
  await expectGolden(figure, "ramp_curve");
});

test("plotRampCurve() says that no knee was seen", () => {
  const one = rows.filter(({ series }) => series === "etcd");
  const { svg } = plotRampCurve(one, options);
  expect(svg).toContain("no knee seen within the loads tried (peak of a law)");
});

test("plotRampCurve() draws a single run, and refuses none", () => {
  const { svg } = plotRampCurve(rows.slice(0, 1), {
    ...options,
    knees: [{ series: "etcd", load: 10, lower: null, upper: null }],
  });
  expect(svg).toContain(">knee at 10<");
  expect(svg).not.toMatch(/NaN|Infinity/);
  expect(() => plotRampCurve([], options)).toThrow("as there are no runs");
});
