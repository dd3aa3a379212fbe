/** Whether the sinks that a fault hit were really away, and whether others of a cluster took their share. */
import type { ForwardingRun } from "./forwarding_runs.ts";
import type { Point } from "../../series/counter.ts";
import type { Span } from "../../series/run_rows.ts";
import { type LineSeries, pointsOf } from "./line_series.ts";

/** The sinks that a fault hit, together, in lines a second. */
export interface AwaySinks {
  readonly run_id: string;
  readonly before: number | null;
  readonly during: number | null;
  /** What still reached them in the outage, as a share of before; null if unknown. */
  readonly still_share: number | null;
  /**
   * Of a cluster: what the others got more in the outage than before, as a share of what the sinks that were away got
   * before. 1 if they took all of it, null without a cluster or without others.
   */
  readonly taken_share: number | null;
}

/** Seconds after the injection in which lines that are on their way still arrive. */
const SETTLE_S = 0.5;

/** Returns the rates at the sinks that were hit; null of a run without a fault. */
export function awaySinks(
  run: ForwardingRun,
  series: readonly LineSeries[],
): AwaySinks | null {
  const { run_id, measure_at, fault_at, healing_at, end_at, away } = run;
  if (measure_at === null || fault_at === null || away.length === 0) {
    return null;
  }
  // Of several sinks, one that is back gets what waited before the last is.
  const until = healing_at ?? end_at ?? fault_at;
  const rateOf = (sinks: readonly string[], from: number, until: number) => {
    const rates = sinks.flatMap((sink) =>
      rateWithin(pointsOf(series, sink, "unique_lines"), { from, until }) ?? []
    );
    return rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate);
  };
  const before = rateOf(away, measure_at, fault_at);
  const during = rateOf(away, fault_at + SETTLE_S, until);
  const others = run.topology !== "cluster" ? [] : series
    .filter(({ source, metric }) =>
      metric === "unique_lines" && source.startsWith("sink-") &&
      !away.includes(source)
    ).map(({ source }) => source);
  const othersBefore = rateOf(others, measure_at, fault_at);
  const othersDuring = rateOf(others, fault_at + SETTLE_S, until);
  const share = (rate: number | null) =>
    rate === null || before === null || before === 0 ? null : rate / before;
  return {
    ...{ run_id, before, during },
    still_share: share(during),
    taken_share: othersBefore === null || othersDuring === null
      ? null
      : share(othersDuring - othersBefore),
  };
}

/**
 * Returns the lines a second between the first and the last sample of a span; null with fewer than two. Values between
 * samples are not interpolated: what comes at once when a sink is back would seem to have come before.
 */
function rateWithin(
  points: readonly Point[],
  { from, until }: Span,
): number | null {
  const inside = points.filter(({ at }) => at >= from && at <= until);
  const [first, last] = [inside[0], inside.at(-1)];
  return first === undefined || last === undefined || last.at <= first.at
    ? null
    : (last.value - first.value) / (last.at - first.at);
}
