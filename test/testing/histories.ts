/** Histories of a metric, made of its values. */
import type { MetricHistory } from "../../src/analysis/history/metric_history.ts";
import { shifts } from "../../src/analysis/trend/shifts.ts";
import { toSeries } from "../analysis/trend/trend_points.ts";

/** Returns the history of a latency, in seconds, with a run a day: `v0`, `v1` ... */
export function toHistory(
  values: readonly number[],
  options: Partial<MetricHistory> = {},
): MetricHistory {
  const points = toSeries("pg", values, { kind: "GET::x" });
  return {
    ...{ metric: "p95", kind: "GET::x", points },
    meaning: { unit: "s", better: "lower" },
    shifts: shifts(points).map((shift) => ({
      ...shift,
      causes: [],
      changed: [`release: ${shift.last.version} to ${shift.first.version}`],
    })),
    alarms: {
      rounds: 10,
      alarms: Array(10).fill(0),
      any: { n: 10, rate: 0, lower: 0, upper: 0.278 },
    },
    leftOut: 0,
    floor: { step: null, floors: new Map(), series: 1 },
    noises: [{
      series: "pg",
      runs: values.length,
      within: 0.01,
      between: 0.02,
    }],
    ...options,
  };
}
