/** What the outage of one sink costs the others: their lowest rate in a second, and how late their lines are. */
import { sourceKind } from "../../../record/mod.ts";
import { median } from "../../../statistics/mod.ts";
import type { Point } from "../../series/counter.ts";
import type { Span } from "../../series/run_rows.ts";
import { type DeliveryLatency, latencyOf } from "./delivery_latency.ts";
import type { ForwardingRun } from "./forwarding_runs.ts";
import { interpolatedAt, type LineSeries } from "./line_series.ts";

/** A part of a run at a sink that was not away. */
export interface HealthyPart {
  /** Lines a second on average, and in the worst second; null if it was shorter than one. */
  readonly rate: number | null;
  readonly lowest_rate: number | null;
  /** Seconds from due to arrival; null with too few lines. */
  readonly p99: number | null;
  readonly longest: number | null;
}

/** Effect of an outage on a sink that was not away. */
export interface HealthySink {
  readonly run_id: string;
  readonly sink: string;
  readonly before: HealthyPart;
  readonly during: HealthyPart;
  /** From when the other sink was back to the end of the load. */
  readonly after: HealthyPart;
  /**
   * Rate in the worst second of a time as long as that before the outage, the median of such times during and after it, as
   * a share of that in the worst second before; null if unknown.
   */
  readonly lowest_share: number | null;
  /** The same of the worst second of all, which is lower the longer one looks. */
  readonly worst_share: number | null;
}

/** Seconds of the window in which a rate is the lowest. */
const WINDOW_S = 1;

/** Returns the effect on each sink that was not away; none of a run without an outage. */
export function healthySinks(
  run: ForwardingRun,
  { series, latencies }: {
    readonly series: readonly LineSeries[];
    readonly latencies: readonly DeliveryLatency[];
  },
): HealthySink[] {
  const { run_id, measure_at, fault_at, back_at, cool_down_at, away } = run;
  if (measure_at === null || fault_at === null) return [];
  const back = back_at ?? cool_down_at ?? fault_at;
  const end = cool_down_at ?? back;
  return series.flatMap(({ source: sink, metric, points }) => {
    if (metric !== "unique_lines" || sourceKind(sink) !== "sink") return [];
    if (away.includes(sink)) return [];
    const toPart = (
      part: "before" | "during" | "after",
      span: Span,
    ): HealthyPart => {
      const latency = latencyOf(latencies, sink, part);
      return {
        rate: rateIn(points, span),
        lowest_rate: lowestRate(points, span),
        p99: latency?.p99 ?? null,
        longest: latency?.longest ?? null,
      };
    };
    const before = toPart("before", { from: measure_at, until: fault_at });
    const during = toPart("during", { from: fault_at, until: back });
    const after = toPart("after", { from: back, until: end });
    const lowest = lowestRates(points, {
      ...{ from: fault_at, until: end },
      length: fault_at - measure_at,
    });
    // Some forwarders deliver in bursts, outage or not.
    const share = (rate: number) =>
      before.lowest_rate ? rate / before.lowest_rate : null;
    return [{
      ...{ run_id, sink, before, during, after },
      lowest_share: lowest.length === 0 ? null : share(median(lowest)),
      worst_share: lowest.length === 0 ? null : share(Math.min(...lowest)),
    }];
  });
}

/** Returns the lines a second of a span; null if it is shorter than a window. */
export function rateIn(
  points: readonly Point[],
  { from, until }: Span,
): number | null {
  if (until - from < WINDOW_S || points.length < 2) return null;
  const [first, last] = [from, until].map((at) => interpolatedAt(points, at));
  return ((last ?? 0) - (first ?? 0)) / (until - from);
}

/** Returns the lowest rate in each of the parts of about some length that a span has. */
function lowestRates(
  points: readonly Point[],
  { from, until, length }: Span & { readonly length: number },
): number[] {
  // Seconds begin in all of a span but its last one.
  const [all, one] = [until - from - WINDOW_S, length - WINDOW_S];
  if (all < 0 || one <= 0) return [];
  const parts = Math.max(1, Math.round(all / one));
  return Array.from({ length: parts }, (_, i) => from + i * all / parts)
    .flatMap((begin) =>
      lowestRate(points, {
        from: begin,
        until: begin + all / parts + WINDOW_S,
      }) ?? []
    );
}

/** Returns the lowest rate of any whole second of a span that begins at a sample; null if there is none. */
export function lowestRate(
  points: readonly Point[],
  { from, until }: Span,
): number | null {
  const rates = points.flatMap(({ at, value }) => {
    if (at < from || at + WINDOW_S > until) return [];
    const next = interpolatedAt(points, at + WINDOW_S);
    return next === null ? [] : [(next - value) / WINDOW_S];
  });
  return rates.length === 0 ? null : Math.min(...rates);
}
