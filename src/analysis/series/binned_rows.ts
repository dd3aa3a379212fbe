/** Rows of a query over the load of one run, in bins of time. */
import type { z } from "zod";
import type { Store } from "../../store/mod.ts";
import { type BinWishes, chooseBins, edgesOf } from "./run_bins.ts";
import { type LoadSpan, loadSpan } from "./run_clock.ts";

/** Rows with the edges of their bins, in seconds from zero. */
export interface BinnedRows<Row> {
  readonly span: LoadSpan;
  /** Seconds of a bin. */
  readonly width: number;
  readonly rows: (Omit<Row, "bin"> & ReturnType<typeof edgesOf>)[];
}

/**
 * Reads rows that have the number of a bin. `sql` takes `$run_id`, `$zero` in microseconds since 1970, `$width` in seconds,
 * and `$first` and `$last`, the numbers of the bins at the ends. Null for a run without the time of any operation.
 */
export async function binnedRows<Row extends { readonly bin: number }>(
  store: Store,
  run_id: string,
  { schema, sql, wishes }: {
    readonly schema: z.ZodObject & z.ZodType<Row>;
    readonly sql: string;
    readonly wishes: BinWishes;
  },
): Promise<BinnedRows<Row> | null> {
  const span = await loadSpan(store, run_id);
  if (span === null) return null;
  const bins = chooseBins(span, wishes);
  const rows: readonly Row[] = await store.query(schema, sql, {
    run_id,
    zero: span.zero,
    ...bins,
  });
  return {
    span,
    width: bins.width,
    rows: rows.map(({ bin, ...row }) => ({
      ...edgesOf(bin, bins, span),
      ...row,
    })),
  };
}
