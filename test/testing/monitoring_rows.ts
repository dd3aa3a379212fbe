/** Rows of a synthetic run of the monitoring stack: one per second over a minute of the phase `measure`. */
import {
  type RunRows,
  type TimedSample,
  toRunRows,
} from "../../src/analysis/series/run_rows.ts";
import type { Event, Operation, Sample } from "../../src/record/mod.ts";
import { toTestOperation, toTestParam } from "./records.ts";

/** Start of the phase `measure`, 10 s after that of the warm-up, in seconds since 1970. */
export const BEGIN = Date.parse("2026-01-02T03:00:10Z") / 1000;

/** Returns the ISO 8601 time at an offset from `BEGIN`. */
export function toTime(seconds: number): string {
  return new Date((BEGIN + seconds) * 1000).toISOString();
}

export function toTestEvent(
  kind: string,
  subject: string,
  { at = 0, detail = "", data = {} }: {
    readonly at?: number;
    readonly detail?: string;
    readonly data?: Readonly<Record<string, string | number>>;
  } = {},
): Event {
  return {
    run_id: "r",
    at: toTime(at),
    kind,
    subject,
    detail,
    data: JSON.stringify(data),
  };
}

/** Returns samples of a series from `BEGIN` on, one every `every` seconds. */
export function toTestSeries(
  source: string,
  metric: string,
  { values, every = 1 }: {
    readonly values: readonly number[];
    readonly every?: number;
  },
): Sample[] {
  return values.map((value, i) => ({
    run_id: "r",
    source,
    metric,
    unit: "",
    at: toTime(i * every),
    value,
  }));
}

/** Returns an attempt that was due `at` seconds after `BEGIN`. */
export function toTestQuery(
  at: number,
  options: Partial<Operation> = {},
): Operation {
  return toTestOperation("r", {
    kind: "incremental",
    subject: "prometheus",
    started_at: toTime(at),
    duration_s: 0.01,
    bytes: 100,
    ...options,
  });
}

const settings = {
  metrics: 100,
  series: 10,
  targets: 6,
  scrape_interval: 15,
  users: 10,
  memory_limit: 1000,
  cpu_limit: 1,
};

/** Returns a sample as the store's rows are read. */
export function toTimedSample({ at, ...sample }: Sample): TimedSample {
  return { ...sample, at: at === null ? null : Date.parse(at) / 1000 };
}

/** Returns the phases, and the given rows. */
export function toTestRows(
  { operations = [], samples = [], events = [], params = {} }: {
    readonly operations?: readonly Operation[];
    readonly samples?: readonly Sample[];
    readonly events?: readonly Event[];
    readonly params?: Readonly<Record<string, number>>;
  } = {},
): RunRows {
  return toRunRows({
    params: Object.entries({ ...settings, ...params })
      .map(([key, value]) => toTestParam(key, value)),
    operations,
    samples: samples.map(toTimedSample),
    events: [
      toTestEvent("phase", "warm_up", { at: -10 }),
      toTestEvent("phase", "measure"),
      toTestEvent("phase", "cool_down", { at: 60 }),
      ...events,
    ],
  });
}
