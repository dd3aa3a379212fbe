/** Time series of one run of `monitoring-load`: resource usage of the server, query success and latency, outages. */
import { quantile } from "../../statistics/mod.ts";
import type { Store } from "../../store/mod.ts";
import { outagesOf } from "../series/outages.ts";
import { runRows } from "./monitoring_runs.ts";
import { type RunRows, type Span, within } from "../series/run_rows.ts";
import type { Timeline } from "../series/timeline.ts";

/** Maximum number of buckets of a run, in which queries are counted. */
const MAX_BUCKETS = 120;

/** Returns processors, memory, queries by success and their median latency in the phase `measure`, outages as bands. */
export async function monitoringTimeline(
  store: Store,
  run_id: string,
): Promise<Timeline> {
  const rows = await runRows(store, run_id);
  const { measure: span } = rows;
  if (!span) return { rows: [], events: [], start: null };
  const series = (metric: string, factor: number) =>
    within(rows, { source: "prometheus", metric, span })
      .map(({ at, value }) => ({ at, value: value * factor }));
  const draw = (
    metric: string,
    { unit, source, points }: {
      readonly unit: string;
      readonly source: string;
      readonly points: readonly {
        readonly at: number;
        readonly value: number;
      }[];
    },
  ) =>
    points.map(({ at, value }) => ({
      metric,
      unit,
      source,
      at: toTime(at),
      value,
    }));
  const { ok, failed, medians } = countQueries(rows, span);
  return {
    rows: [
      ...draw("processors", {
        unit: "cores",
        source: "server",
        points: series("cpu", 1),
      }),
      ...draw("memory", {
        unit: "MiB",
        source: "server",
        points: series("memory", 2 ** -20),
      }),
      ...draw("queries", { unit: "1/s", source: "ok", points: ok }),
      ...draw("queries", { unit: "1/s", source: "not ok", points: failed }),
      ...draw("median latency", {
        unit: "ms",
        source: "incremental",
        points: medians,
      }),
    ],
    events: outagesOf(rows, { subject: "prometheus", span }).map(
      ({ from, until, reason, oom }) => ({
        from: toTime(from),
        to: until === null ? null : toTime(until),
        label: oom ? "OOM" : reason,
      }),
    ),
    start: toTime(span.from),
  };
}

/** Counts queries by the time they were due, in buckets of a second or more. */
function countQueries({ operations }: RunRows, span: Span) {
  const length = span.until - span.from;
  const count = Math.max(1, Math.min(MAX_BUCKETS, Math.floor(length)));
  const width = length / count;
  const queries = operations.filter(({ kind, at }) =>
    kind !== "log_push" && at >= span.from && at < span.until
  );
  const buckets = Map.groupBy(
    queries,
    ({ at }) => Math.floor((at - span.from) / width),
  );
  const points = Array.from({ length: count }, (_, index) => ({
    at: span.from + (index + 0.5) * width,
    queries: buckets.get(index) ?? [],
  }));
  return {
    ok: points.map(({ at, queries }) => ({
      at,
      value: queries.filter(({ outcome }) => outcome === "ok").length / width,
    })),
    failed: points.map(({ at, queries }) => ({
      at,
      value: queries.filter(({ outcome }) => outcome !== "ok").length / width,
    })),
    medians: points.flatMap(({ at, queries }) => {
      const times = queries.flatMap(({ kind, outcome, seconds }) =>
        kind === "incremental" && outcome === "ok" && seconds !== null
          ? [seconds * 1000]
          : []
      ).sort((a, b) => a - b);
      return times.length === 0 ? [] : [{ at, value: quantile(times, 0.5) }];
    }),
  };
}

function toTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
