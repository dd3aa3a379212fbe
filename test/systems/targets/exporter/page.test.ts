import { expect, test } from "vitest";
import {
  formatSeries,
  parsePrometheus,
} from "../../../../src/lab/probes/prometheus_text.ts";
import {
  makePage,
  metricName,
  type PageMoment,
  renderPage,
} from "../../../../src/systems/targets/exporter/page.ts";
import type { TargetShape } from "../../../../src/systems/targets/exporter/shape.ts";
import { findProgram } from "../../../testing/programs.ts";

const promtool = findProgram("promtool");

const shape: TargetShape = {
  ...{ targets: 3, metrics: 4, series: 3, labels: 2 },
  ...{ value_interval: 15, churn: 0 },
};

/** Returns the series of a target's page at a time. */
function read(shape: TargetShape, { target = 0, elapsed = 0 } = {}) {
  const page = parsePrometheus(render(shape, { target, elapsed }));
  expect(page.rejected).toEqual([]);
  return page.series;
}

function render(shape: TargetShape, moment: PageMoment): string {
  return new TextDecoder().decode(renderPage(makePage(shape), moment));
}

/** Returns name and labels of each series, in page order. */
function identities(shape: TargetShape, hours: number) {
  return read(shape, { elapsed: hours * 3600 }).map(formatSeries);
}

/** Counts the series of each cycle_id after some hours. */
function cycles(shape: TargetShape, hours: number) {
  const ids = read(shape, { elapsed: hours * 3600 }).map(({ labels }) =>
    labels.find(([name]) => name === "cycle_id")?.[1] ?? ""
  );
  const counts = Map.groupBy(ids, (cycle) => cycle);
  return Object.fromEntries(
    [...counts].map(([cycle, { length }]) => [cycle, length]),
  );
}

/** Returns the share of series whose values differ between two pages. */
function changed(
  one: ReturnType<typeof read>,
  other: ReturnType<typeof read>,
) {
  const differ = one.filter(({ value }, at) => value !== other[at]?.value);
  return differ.length / one.length;
}

test("renderPage() renders a gauge for each series of each metric", () => {
  const series = read(shape);
  expect(series).toHaveLength(12);
  expect(new Set(series.map(formatSeries)).size).toBe(12);
  expect(new Set(series.map(({ name }) => name))).toEqual(
    new Set([0, 1, 2, 3].map(metricName)),
  );
  expect(series[5]).toEqual({
    ...{ family: "loadline_metric_1", name: "loadline_metric_1" },
    ...{ type: "gauge", timestamp: null, value: expect.any(Number) },
    labels: [
      ["cycle_id", "0000"],
      ["label_key_kkkkk_0", "label_val_vvvvv_0"],
      ["label_key_kkkkk_1", "label_val_vvvvv_1"],
      ["series_id", "2"],
    ],
  });
});

test("renderPage() changes values at the interval only", () => {
  const large = { ...shape, metrics: 100, series: 10 };
  const before = read(large, { elapsed: 15 });
  expect(changed(before, read(large, { elapsed: 29.999 }))).toBe(0);
  // One in 90 is equal by chance.
  expect(changed(before, read(large, { elapsed: 30 }))).toBeGreaterThan(0.97);
  expect(changed(before, read(large, { elapsed: 0 }))).toBeGreaterThan(0.97);
});

test("renderPage() renders different values per target, uniform over 10 to 99", () => {
  const large = { ...shape, metrics: 100, series: 10 };
  const first = read(large, { target: 0 });
  expect(changed(first, read(large, { target: 1 }))).toBeGreaterThan(0.97);
  const values = first.map(({ value }) => value);
  expect(Math.min(...values)).toBe(10);
  expect(Math.max(...values)).toBe(99);
  // The standard error of a mean of 1,000 is sqrt((90^2 - 1) / 12 / 1000).
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  expect(Math.abs(mean - 54.5)).toBeLessThan(4 * 0.82);
});

test("renderPage() keeps all identities without churn", () => {
  expect(identities(shape, 1000)).toEqual(identities(shape, 0));
});

test("renderPage() gives a share of the series a new identity each hour", () => {
  const half = { ...shape, churn: 0.5 };
  expect(cycles(half, 0)).toEqual({ "0000": 12 });
  // One of 12 is replaced every ten minutes.
  expect(cycles(half, 0.16)).toEqual({ "0000": 12 });
  expect(cycles(half, 0.17)).toEqual({ "0001": 1, "0000": 11 });
  expect(cycles(half, 1)).toEqual({ "0001": 6, "0000": 6 });
  expect(cycles(half, 2)).toEqual({ "0001": 12 });
  expect(cycles(half, 3)).toEqual({ "0002": 6, "0001": 6 });
});

test("renderPage() does not reuse a replaced identity", () => {
  const half = { ...shape, churn: 0.5 };
  const seen = new Set([0, 1, 2, 3, 4].flatMap((h) => identities(half, h)));
  expect(seen.size).toBe(12 + 4 * 6);
});

test("renderPage() restarts with the first identity after 10,000", () => {
  const all = { ...shape, churn: 1 };
  expect(cycles(all, 9999)).toEqual({ "9999": 12 });
  expect(cycles(all, 10_001)).toEqual({ "0001": 12 });
});

test("renderPage() does not change pages rendered before", () => {
  const page = makePage({ ...shape, churn: 1 });
  const first = renderPage(page, { target: 0, elapsed: 0 });
  const before = first.slice();
  renderPage(page, { target: 2, elapsed: 99 * 3600 });
  expect(first).toEqual(before);
  expect(renderPage(page, { target: 0, elapsed: 0 })).toEqual(before);
});

test.skipIf(promtool === null)(
  "renderPage() passes promtool's check (package prometheus)",
  async () => {
    const child = new Deno.Command(promtool ?? "promtool", {
      args: ["check", "metrics"],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const writer = child.stdin.getWriter();
    const moment = { target: 2, elapsed: 7200 };
    await writer.write(renderPage(makePage({ ...shape, churn: 1 }), moment));
    await writer.close();
    const { success, stdout, stderr } = await child.output();
    const output = [stdout, stderr].map((text) =>
      new TextDecoder().decode(text)
    );
    expect(output.join("")).toBe("");
    expect(success).toBe(true);
  },
);
