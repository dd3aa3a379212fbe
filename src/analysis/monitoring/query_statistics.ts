/** Success rate and latency of queries. */
import { compareText } from "../../record/mod.ts";
import {
  type ClusteredShare,
  clusteredShare,
  longestCluster,
  quantiles,
} from "../../statistics/mod.ts";
import type { Span, TimedOperation } from "../series/run_rows.ts";

export interface QueryStatistics {
  /** Attempts due in the span. */
  readonly attempted: number;
  /** Share that succeeded; null without attempts. */
  readonly success: number | null;
  /** Share that failed, with an interval that allows for failures clustered in outages. */
  readonly failed: ClusteredShare;
  /** Seconds from when a query was due, over successful queries; null where there are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Bytes of all responses. */
  readonly bytes: number;
  /** Failed attempts by outcome and error, most frequent first. */
  readonly failures: readonly { readonly text: string; readonly n: number }[];
}

/** Returns statistics over the operations of the given kinds that were due in the span. */
export function queryStatistics(
  operations: readonly TimedOperation[],
  { kinds, span }: { readonly kinds: readonly string[]; readonly span: Span },
): QueryStatistics {
  const queries = operations.filter(({ kind, at }) =>
    kinds.includes(kind) && at >= span.from && at < span.until
  );
  const ok = queries.filter(({ outcome }) => outcome === "ok");
  const [p50, p95, p99] = quantiles(
    ok.flatMap(({ seconds }) => seconds ?? []),
    [0.5, 0.95, 0.99],
  );
  const failures = Map.groupBy(
    queries.filter(({ outcome }) => outcome !== "ok"),
    ({ outcome, error }) => error === "" ? outcome : `${outcome}: ${error}`,
  );
  return {
    attempted: queries.length,
    success: queries.length === 0 ? null : ok.length / queries.length,
    failed: failedShare(queries, span),
    p50: p50?.value ?? null,
    p95: p95?.value ?? null,
    p99: p99?.value ?? null,
    bytes: queries.reduce((sum, { bytes }) => sum + bytes, 0),
    failures: [...failures]
      .map(([text, same]) => ({ text, n: same.length }))
      .sort((a, b) => b.n - a.n || compareText(a.text, b.text)),
  };
}

/** Minimum block length: failures that close together usually have one cause. */
const MIN_BLOCK_S = 5;

/**
 * Estimates the share of failed attempts: the seconds in which they were due are resampled in blocks as long as the
 * longest cluster of seconds with failures.
 */
function failedShare(
  operations: readonly TimedOperation[],
  { from, until }: Span,
): ClusteredShare {
  const cells = Array.from(
    { length: Math.max(1, Math.round(until - from)) },
    () => ({ events: 0, n: 0 }),
  );
  for (const { at, outcome } of operations) {
    const cell = cells[Math.min(cells.length - 1, Math.floor(at - from))];
    if (!cell) continue;
    cell.n++;
    if (outcome !== "ok") cell.events++;
  }
  return clusteredShare(cells, {
    block: Math.max(MIN_BLOCK_S, longestCluster(cells, MIN_BLOCK_S)),
  });
}
