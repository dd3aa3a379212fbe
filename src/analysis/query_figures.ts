/** Success and latency of what was asked of a service. */
import { quantiles, wilson, type WilsonInterval } from "../statistics/mod.ts";
import type { Span, TimedOperation } from "./run_rows.ts";

export interface QueryFigures {
  /** Attempts that were due in the span. */
  readonly attempted: number;
  readonly success: WilsonInterval;
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
    success: wilson(ok.length, mine.length),
    p50: p50?.value ?? null,
    p95: p95?.value ?? null,
    p99: p99?.value ?? null,
    bytes: mine.reduce((sum, { bytes }) => sum + bytes, 0),
    failures: [...failures]
      .map(([text, same]) => ({ text, n: same.length }))
      .sort((a, b) => b.n - a.n || (a.text < b.text ? -1 : 1)),
  };
}
