import {
  allRows,
  emptyPiece,
  type Imported,
  type Importer,
  type Piece,
  toPieces,
} from "../../src/ingest/mod.ts";
import { rowsOfQuery, tableNames } from "../../src/record/mod.ts";

/** Merges all pieces of an importer's result into one. */
export async function readWhole(
  read: ReturnType<Importer["read"]>,
): Promise<Imported> {
  let whole: Piece | null = null;
  for await (const { runs, rows, batches, queries, counts } of toPieces(read)) {
    whole ??= emptyPiece(counts.unit);
    whole.runs.push(...runs);
    for (const table of tableNames) {
      whole.rows[table] = whole.rows[table].concat(
        allRows({ rows, batches }, table) as never,
      ) as never;
    }
    for (const query of queries) {
      for await (const found of rowsOfQuery(query)) {
        whole.rows[query.table].push(...found as never[]);
      }
    }
    whole.counts.read += counts.read;
    whole.counts.stored += counts.stored;
    whole.counts.rejected += counts.rejected;
  }
  return whole ?? emptyPiece("rows");
}
