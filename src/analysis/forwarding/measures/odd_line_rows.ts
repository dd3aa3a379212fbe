/** What became of lines with something odd in them, each of which a forwarder should pass on byte by byte. */
import { z } from "zod";
import type { Store } from "../../../store/mod.ts";

const sql = `SELECT run_id, subject AS name, detail AS fate,
    CAST(data ->> 'sent' AS DOUBLE) AS sent,
    CAST(data ->> 'received' AS DOUBLE) AS received,
    coalesce(CAST(data ->> 'lines' AS DOUBLE), 0) AS lines,
    coalesce(data ->> 'sent_text', '') AS sent_text,
    coalesce(data ->> 'received_text', '') AS received_text
  FROM events SEMI JOIN (
    SELECT run_id FROM runs WHERE experiment = $1 AND mode <> 'imported'
  ) USING (run_id)
  WHERE kind = 'odd_line' ORDER BY run_id, events.at, subject`;

const Row = z.strictObject({
  run_id: z.string(),
  /** What is odd about it: `tab`. */
  name: z.string(),
  /** `same`, `changed`, `multiplied`, `lost` or `disconnected`. */
  fate: z.string(),
  /** Bytes with the line feed, and bytes and lines that arrived for them. */
  sent: z.number().nullable(),
  received: z.number().nullable(),
  lines: z.number(),
  /** The first bytes, those beyond ASCII as `\xff`. */
  sent_text: z.string(),
  received_text: z.string(),
});

/** One odd line of one run. */
export type OddLineRow = z.infer<typeof Row>;

/** Returns the odd lines of all runs of an experiment, in the order in which they were sent. */
export function oddLineRows(
  store: Store,
  experiment = "forwarders",
): Promise<OddLineRow[]> {
  return store.query(Row, sql, [experiment]);
}
