/** Success and latency of each case and kind of operation, side by side. */
import type { Store } from "../../store/mod.ts";
import { latencies } from "./latency.ts";
import { type SuccessRate, successRates } from "./success.ts";

/** Outcomes of the operations of one kind in one case, with the latency of the successful ones in seconds. */
export interface SuccessLatency extends SuccessRate {
  /** Null where the count does not support the quantile. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** 95 % interval of `p99`. */
  readonly p99_lower: number | null;
  readonly p99_upper: number | null;
}

/** Returns a row for each case and kind over all valid runs, ordered by experiment, case and kind. */
export async function successLatency(
  store: Store,
): Promise<SuccessLatency[]> {
  const quantiles = new Map(
    (await latencies(store)).map((row) => [keyOf(row, row.p), row]),
  );
  return (await successRates(store)).map((row) => {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((p) =>
      quantiles.get(keyOf(row, p)) ?? null
    );
    return {
      ...row,
      p50: p50?.value ?? null,
      p95: p95?.value ?? null,
      p99: p99?.value ?? null,
      p99_lower: p99?.lower ?? null,
      p99_upper: p99?.upper ?? null,
    };
  });
}

function keyOf(
  { experiment, case_id, kind }: Pick<
    SuccessRate,
    "experiment" | "case_id" | "kind"
  >,
  p: number,
): string {
  return JSON.stringify([experiment, case_id, kind, p]);
}
