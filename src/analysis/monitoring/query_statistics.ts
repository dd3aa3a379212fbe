/** Success and latency of what was asked of a service. */
import {
  type Cell,
  type ClusteredShare,
  clusteredShare,
  quantiles,
} from "../../statistics/mod.ts";
import type { Span, TimedOperation } from "../series/run_rows.ts";

export interface QueryFigures {
  /** Attempts that were due in the span. */
  readonly attempted: number;
  /** Share that succeeded; null when none was attempted. */
  readonly success: number | null;
  /** Share that did not, with an interval that knows that failures come in outages. */
  readonly failed: ClusteredShare;
  /** Seconds from when it was due, of those that succeeded; null where there are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Bytes of all answers. */
  readonly bytes: number;
  /** Attempts that did not succeed, by what became of them, most first. */
  readonly failures: readonly { readonly text: string; readonly n: number }[];
}

/** Figures over the operations of some kinds that were due in a span. */
export function queryFigures(
  operations: readonly TimedOperation[],
  { kinds, span }: { readonly kinds: readonly string[]; readonly span: Span },
): QueryFigures {
  const mine = operations.filter(({ kind, at }) =>
    kinds.includes(kind) && at >= span.from && at < span.until
  );
  const ok = mine.filter(({ outcome }) => outcome === "ok");
  const [p50, p95, p99] = quantiles(
    ok.flatMap(({ seconds }) => seconds ?? []),
    [0.5, 0.95, 0.99],
  );
  const failures = Map.groupBy(
    mine.filter(({ outcome }) => outcome !== "ok"),
    ({ outcome, error }) => error === "" ? outcome : `${outcome}: ${error}`,
  );
  return {
    attempted: mine.length,
    success: mine.length === 0 ? null : ok.length / mine.length,
    failed: failedShare(mine, span),
    p50: p50?.value ?? null,
    p95: p95?.value ?? null,
    p99: p99?.value ?? null,
    bytes: mine.reduce((sum, { bytes }) => sum + bytes, 0),
    failures: [...failures]
      .map(([text, same]) => ({ text, n: same.length }))
      .sort((a, b) => b.n - a.n || (a.text < b.text ? -1 : 1)),
  };
}

/** Seconds of a block at least: what fails within them has one cause more often than not. */
const BLOCK = 5;

/**
 * The share of attempts that failed, by when they were due: seconds are resampled in blocks as long as the longest cluster of
 * seconds with failures.
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
  return clusteredShare(cells, { block: Math.max(BLOCK, longest(cells)) });
}

/** Cells of the longest cluster: those with failures that are less than a block apart are of one. */
function longest(cells: readonly Cell[]): number {
  const failed = cells.flatMap(({ events }, i) => events > 0 ? [i] : []);
  let first = failed[0] ?? 0;
  let most = 0;
  for (const [i, cell] of failed.entries()) {
    if (cell - (failed[i - 1] ?? cell) >= BLOCK) first = cell;
    most = Math.max(most, cell - first + 1);
  }
  return most;
}
