import { expect, test } from "vitest";
import { comparisonEffects } from "../../../src/analysis/charts/comparison_effects.ts";
import { toComparedRun } from "../../testing/compared_runs.ts";
import {
  compareTestSides,
  fast,
  slow,
  withP95,
} from "../../testing/compared_sides.ts";

test("comparisonEffects() has the change of each metric in percent, and which direction is good", () => {
  const { metrics } = compareTestSides(withP95("a", fast), withP95("b", slow));
  const { rows, better, leftOut } = comparisonEffects(metrics);
  const change = metrics[0]?.effect?.change ?? NaN;
  expect(rows).toMatchObject([{ label: "p95", verdict: "higher", n: 8 }]);
  expect(rows[0]?.effect).toBeCloseTo(100 * change, 9);
  expect(rows.map(better)).toEqual(["lower"]);
  expect(leftOut).toEqual([]);
});

test("comparisonEffects() leaves out points of a share, and says when runs are too few", () => {
  const run = (id: string, p95: number, success_rate: number) =>
    toComparedRun(id, { metrics: { p95, success_rate } });
  const { metrics } = compareTestSides([run("a", 0.1, 1)], [
    run("b", 0.2, 0.9),
  ]);
  const { rows, leftOut } = comparisonEffects(metrics);
  expect(rows).toMatchObject([{ label: "p95", verdict: "too few runs" }]);
  expect(leftOut).toEqual(["success_rate"]);
});

test("comparisonEffects() names the case where there are several", () => {
  const other = { case_id: "etcd nodes=5" };
  const { metrics } = compareTestSides(
    [...withP95("a", fast), ...withP95("c", fast, other)],
    [...withP95("b", slow), ...withP95("d", slow, other)],
  );
  expect(comparisonEffects(metrics).rows.map(({ label }) => label))
    .toEqual(["p95, nodes=3", "p95, nodes=5"]);
});

test("comparisonEffects() names a few of many that it leaves out", () => {
  const names = Array.from({ length: 10 }, (_, i) => `m${i}`);
  const run = (id: string, value: number) =>
    toComparedRun(id, {
      metrics: Object.fromEntries(names.map((name) => [name, value])),
      units: Object.fromEntries(names.map((name) => [name, "1"])),
    });
  const { metrics } = compareTestSides([run("a", 0.5)], [run("b", 0.6)]);
  expect(comparisonEffects(metrics).leftOut)
    .toEqual([...names.slice(0, 6), "4 more"]);
});
