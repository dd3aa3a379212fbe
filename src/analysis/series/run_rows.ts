/** The rows of one run, in memory, by what is asked of them: the same whether the run has just ended or comes from the store. */
import type { Event, Operation, Param, Sample } from "../../record/mod.ts";
import type { Point } from "./counter.ts";

/** An attempt; times in seconds since 1970. */
export interface TimedOperation {
  readonly kind: string;
  /** When it was due. */
  readonly at: number;
  /** Seconds from then to its end; null when it never ended. */
  readonly seconds: number | null;
  readonly outcome: Operation["outcome"];
  readonly error: string;
  readonly bytes: number;
}

export interface TimedEvent {
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** From when to when something lasted, in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

export interface RunRows {
  readonly params: ReadonlyMap<string, Param>;
  /** In order of when they were due. */
  readonly operations: readonly TimedOperation[];
  /** In order of time. */
  readonly events: readonly TimedEvent[];
  /** The phase `measure`; null for a run that never got there. One that was cut off lasts until its last row. */
  readonly measure: Span | null;
  /** Series of a source by metric, in order of time. */
  readonly series: ReadonlyMap<string, ReadonlyMap<string, readonly Point[]>>;
}

/** Rows as they stand in a record. Rows without a time say nothing of when, and are left out. */
export function toRunRows(
  { params, operations, samples, events }: {
    readonly params: readonly Param[];
    readonly operations: readonly Operation[];
    readonly samples: readonly Sample[];
    readonly events: readonly Event[];
  },
): RunRows {
  const timed = events.flatMap(({ at, kind, subject, detail }) => {
    const seconds = toSeconds(at);
    return seconds === null ? [] : [{ at: seconds, kind, subject, detail }];
  }).sort((a, b) => a.at - b.at);
  const made = operations.flatMap((operation) => {
    const at = toSeconds(operation.started_at);
    const { kind, duration_s: seconds, outcome, error, bytes } = operation;
    return at === null
      ? []
      : [{ kind, at, seconds, outcome, error, bytes: bytes ?? 0 }];
  }).sort(inOrder);
  const series = toSeries(samples);
  const last = Math.max(
    ...timed.map(({ at }) => at),
    ...[...series.values()].flatMap((metrics) =>
      [...metrics.values()].map((points) => points.at(-1)?.at ?? 0)
    ),
  );
  return {
    params: new Map(params.map((param) => [param.key, param])),
    operations: made,
    events: timed,
    measure: toMeasure(timed, last),
    series,
  };
}

/** Points of a series within a span; none when there is no such series. */
export function within(
  { series }: RunRows,
  { source, metric, span }: {
    readonly source: string;
    readonly metric: string;
    readonly span: Span;
  },
): readonly Point[] {
  const points = series.get(source)?.get(metric) ?? [];
  return points.filter(({ at }) => at >= span.from && at < span.until);
}

/** A param as a number. Throws TypeError when it is none: runs of an experiment have all of its settings. */
export function numberOf({ params }: RunRows, key: string): number {
  const number = params.get(key)?.number ?? null;
  if (number !== null) return number;
  throw new TypeError(`Cannot read ${key} of the run as it is no number`);
}

/** By when they were due, and then by all else: a store gives rows in no order, and figures of a series must not depend on it. */
function inOrder(a: TimedOperation, b: TimedOperation): number {
  return a.at - b.at ||
    (a.seconds ?? Number.MAX_VALUE) - (b.seconds ?? Number.MAX_VALUE) ||
    compare(a.kind, b.kind) || compare(a.outcome, b.outcome) ||
    compare(a.error, b.error) || a.bytes - b.bytes;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function toSeries(
  samples: readonly Sample[],
): Map<string, Map<string, Point[]>> {
  const series = new Map<string, Map<string, Point[]>>();
  for (const { source, metric, at, value } of samples) {
    const seconds = toSeconds(at);
    if (seconds === null) continue;
    const metrics = series.get(source) ?? new Map<string, Point[]>();
    series.set(source, metrics);
    const points = metrics.get(metric) ?? [];
    metrics.set(metric, points);
    points.push({ at: seconds, value });
  }
  for (const metrics of series.values()) {
    for (const points of metrics.values()) points.sort((a, b) => a.at - b.at);
  }
  return series;
}

function toMeasure(events: readonly TimedEvent[], last: number): Span | null {
  const phases = events.filter(({ kind }) => kind === "phase");
  const index = phases.findIndex(({ subject }) => subject === "measure");
  const begun = phases[index];
  if (!begun) return null;
  return { from: begun.at, until: phases[index + 1]?.at ?? last };
}

function toSeconds(time: string | null): number | null {
  const milliseconds = time === null ? NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
