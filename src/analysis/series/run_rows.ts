/** The rows of one run in memory, indexed for analysis, whether the run has just ended or comes from the store. */
import {
  compareText,
  type Event,
  type Operation,
  type Param,
  type Sample,
} from "../../record/mod.ts";
import type { Point } from "./counter.ts";

/** An attempted operation; times in seconds since 1970. */
export interface TimedOperation {
  readonly kind: string;
  /** Scheduled start. */
  readonly at: number;
  /** Latency in seconds from the scheduled start; null if it never ended. */
  readonly seconds: number | null;
  readonly outcome: Operation["outcome"];
  readonly error: string;
  readonly bytes: number;
}

/** An event with a time. */
export interface TimedEvent {
  /** Seconds since 1970. */
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A time interval in seconds since 1970. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** All rows of one run. */
export interface RunRows {
  readonly params: ReadonlyMap<string, Param>;
  /** In order of scheduled start. */
  readonly operations: readonly TimedOperation[];
  /** In order of time. */
  readonly events: readonly TimedEvent[];
  /** The phase `measure`, until the last row if it was cut off; null if the run never reached it. */
  readonly measure: Span | null;
  /** Series by source, then by metric, in order of time. */
  readonly series: ReadonlyMap<string, ReadonlyMap<string, readonly Point[]>>;
}

/** A sample as it is indexed; its time in seconds since 1970, null if not recorded. */
export interface TimedSample
  extends Pick<Sample, "source" | "metric" | "value"> {
  readonly at: number | null;
}

/** What is indexed of an operation. */
type IndexedOperation = Pick<
  Operation,
  "kind" | "started_at" | "duration_s" | "outcome" | "error" | "bytes"
>;

/** Indexes the rows of a record. Operations, samples and events without a time are left out. */
export function toRunRows(
  { params, operations, samples, events }: {
    readonly params: readonly Param[];
    readonly operations: readonly IndexedOperation[];
    readonly samples: readonly TimedSample[];
    readonly events: readonly Event[];
  },
): RunRows {
  const timedEvents = events.flatMap(({ at, data, ...event }) => {
    const seconds = toSeconds(at);
    return seconds === null
      ? []
      : [{ ...event, at: seconds, data: toObject(data) }];
  }).sort((a, b) => a.at - b.at);
  const timedOperations = operations.flatMap((operation) => {
    const at = toSeconds(operation.started_at);
    const { kind, duration_s: seconds, outcome, error, bytes } = operation;
    return at === null
      ? []
      : [{ kind, at, seconds, outcome, error, bytes: bytes ?? 0 }];
  }).sort(compareOperations);
  const series = toSeries(samples);
  const last = Math.max(
    ...timedEvents.map(({ at }) => at),
    ...[...series.values()].flatMap((metrics) =>
      [...metrics.values()].map((points) => points.at(-1)?.at ?? 0)
    ),
  );
  return {
    params: new Map(params.map((param) => [param.key, param])),
    operations: timedOperations,
    events: timedEvents,
    measure: toMeasure(timedEvents, last),
    series,
  };
}

/** Returns the points of a series within a span; empty if there is no such series. */
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

/** Returns a param as a number. Throws `TypeError` if it is missing or not a number. */
export function numberOf({ params }: RunRows, key: string): number {
  const number = params.get(key)?.number ?? null;
  if (number !== null) return number;
  throw new TypeError(`Cannot read ${key} of the run as it is not a number`);
}

/** Orders by scheduled start, then by all other fields: results must not depend on the order of the store's rows. */
function compareOperations(a: TimedOperation, b: TimedOperation): number {
  return a.at - b.at ||
    (a.seconds ?? Number.MAX_VALUE) - (b.seconds ?? Number.MAX_VALUE) ||
    compareText(a.kind, b.kind) || compareText(a.outcome, b.outcome) ||
    compareText(a.error, b.error) || a.bytes - b.bytes;
}

function toSeries(
  samples: readonly TimedSample[],
): Map<string, Map<string, Point[]>> {
  const series = new Map<string, Map<string, Point[]>>();
  for (const { source, metric, at, value } of samples) {
    if (at === null) continue;
    const metrics = series.get(source) ?? new Map<string, Point[]>();
    series.set(source, metrics);
    const points = metrics.get(metric) ?? [];
    metrics.set(metric, points);
    points.push({ at, value });
  }
  for (const metrics of series.values()) {
    for (const points of metrics.values()) points.sort((a, b) => a.at - b.at);
  }
  return series;
}

function toMeasure(events: readonly TimedEvent[], last: number): Span | null {
  const phases = events.filter(({ kind }) => kind === "phase");
  const index = phases.findIndex(({ subject }) => subject === "measure");
  const start = phases[index];
  if (!start) return null;
  return { from: start.at, until: phases[index + 1]?.at ?? last };
}

/** Parses the data of an event, which is known to be an object. */
function toObject(json: string): Record<string, unknown> {
  return JSON.parse(json);
}

function toSeconds(time: string | null): number | null {
  const milliseconds = time === null ? NaN : Date.parse(time);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
