import { expect, test } from "vitest";
import { RunSeries } from "../../../src/lab/monitor/run_series.ts";
import type { Operation, Sample } from "../../../src/record/mod.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
} from "../../testing/records.ts";

const run = toTestRun("r", {
  started_at: "2026-01-02T03:04:05.700Z",
  params: [toTestParam("timeout", 1)],
});
const origin = Date.parse("2026-01-02T03:04:05.000Z");
const options = { now: () => origin + 3600_000 };

const at = (seconds: number) => new Date(origin + seconds * 1000).toISOString();

function operation(seconds: number, options: Partial<Operation> = {}) {
  return toTestOperation("r", {
    kind: "put",
    started_at: at(seconds),
    duration_s: 0.01,
    ...options,
  });
}

function sample(
  seconds: number,
  value: number,
  options: Partial<Sample> = {},
): Sample {
  return {
    ...{ run_id: "r", source: "node-0", metric: "cpu", unit: "1" },
    ...{ at: at(seconds), value },
    ...options,
  };
}

test("RunSeries counts operations in the second in which they end, by outcome", () => {
  const series = new RunSeries(run, options);
  series.addOperations([
    operation(1),
    operation(1.995),
    operation(1, { outcome: "timeout", duration_s: 2 }),
    operation(1, { duration_s: 1.5 }),
    operation(2, { kind: "probe_put" }),
    operation(2, { kind: "verify" }),
    operation(2, { outcome: "unfinished", duration_s: 1 }),
    operation(6),
  ]);
  const { width, length, rates, latency } = series.all(false);
  expect({ width, length }).toEqual({ width: 1, length: 5 });
  expect(rates).toEqual({
    ok: [0, 1, 1, 0, 0],
    late: [0, 0, 1, 0, 0],
    timeout: [0, 0, 0, 1, 0],
  });
  expect(latency.p50).toEqual([null, null, null, null, null]);
  expect(latency.max).toEqual([null, 0.01, 1.5, null, null]);
  expect(series.all(true).length).toBe(7);
});

test("RunSeries takes the changed cells only, and those that are whole", () => {
  const series = new RunSeries(run, options);
  series.addSamples([sample(0, 1), sample(3, 0.5)]);
  expect(series.takeChanges()).toMatchObject({ from: 0, length: 2 });
  series.addSamples([sample(4, 0.25), sample(4.2, 0.75), sample(6, 1)]);
  const part = series.takeChanges();
  expect(part).toMatchObject({ from: 2, length: 5 });
  expect(part.resources).toEqual([
    { metric: "cpu", source: "node-0", unit: "1", values: [null, 0.5, 0.5] },
  ]);
  expect(series.takeChanges()).toMatchObject({ from: 5, length: 5 });
});

test("RunSeries widens its cells, so that a long run takes no more of them", () => {
  const series = new RunSeries(run, options);
  for (let i = 0; i < 1300; i++) {
    series.addOperations([operation(i), operation(i)]);
  }
  const { from, width, length, rates, latency } = series.takeChanges();
  expect({ from, width }).toEqual({ from: 0, width: 4 });
  expect(length).toBe(324);
  expect(new Set(rates.ok)).toEqual(new Set([2]));
  expect(new Set(latency.max)).toEqual(new Set([0.01]));
});

test("RunSeries leaves out times before the run, and far in the future", () => {
  const series = new RunSeries(run, options);
  series.addOperations([
    operation(-10),
    operation(1e9),
    operation(1, { started_at: null }),
    operation(1, { duration_s: 1e12 }),
  ]);
  series.addSamples([sample(1e9, 1), sample(2, 1, { at: null })]);
  expect(series.all(true).length).toBe(0);
});

test("RunSeries takes times of a simulated run that are ahead of the clock", () => {
  const series = new RunSeries({ ...run, mode: "simulated" }, options);
  series.addOperations([operation(1), operation(7 * 86_400)]);
  const { width, length, rates } = series.all(true);
  expect({ width, length }).toEqual({ width: 1024, length: 591 });
  expect(rates["ok"]?.at(-1)).toBeCloseTo(1 / 1024);
});

test("RunSeries keeps a bounded number of lines", () => {
  const series = new RunSeries(run, options);
  series.addSamples(
    Array.from({ length: 500 }, (_, i) => sample(1, 1, { source: `s${i}` })),
  );
  expect(series.all(true).resources).toHaveLength(120);
});
