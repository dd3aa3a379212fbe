/**
 * Shows rows in columns to DuckDB: a query asks for them chunk by chunk, so that none is staged in a table and each value is
 * copied once.
 */
import {
  type DuckDBConnection,
  DuckDBTableFunction,
  type DuckDBType,
} from "@duckdb/node-api";
import duckdb from "@duckdb/node-bindings";
import { CHUNK_ROWS, copyValues, type StagedValues } from "./staged_chunk.ts";

/** Column of rows that are shown. */
export interface ShownField {
  readonly name: string;
  readonly type: DuckDBType;
}

/** Some of the rows: their values by column, in the order of the fields. */
export interface ShownBlock {
  readonly columns: readonly StagedValues[];
  readonly count: number;
}

/**
 * Shows rows to the queries of a connection as the table function `name`, in order. Each query reads them from the first on,
 * and no two may at once. Show once under a name: DuckDB keeps the first function that has it, and says nothing.
 */
export function showRows(
  connection: DuckDBConnection,
  { name, fields, blocks }: {
    readonly name: string;
    readonly fields: readonly ShownField[];
    readonly blocks: readonly ShownBlock[];
  },
): void {
  const all = blocks.reduce((sum, { count }) => sum + count, 0);
  const place = { block: 0, row: 0, left: all };
  connection.registerTableFunction(DuckDBTableFunction.create({
    name,
    bindFunction: (info) => {
      for (const { name, type } of fields) info.addResultColumn(name, type);
      info.setCardinality(all, true);
    },
    initFunction: (info) => {
      // Several threads would take chunks out of order.
      info.setMaxThreads(1);
      Object.assign(place, { block: 0, row: 0, left: all });
    },
    mainFunction: (_, output) => {
      const rows = Math.min(place.left, CHUNK_ROWS);
      output.rowCount = rows;
      const vectors = fields.map((_, i) =>
        duckdb.data_chunk_get_vector(output.chunk, i)
      );
      for (let at = 0; at < rows;) {
        const { columns, count } = blocks[place.block]!;
        const to = Math.min(count, place.row + rows - at);
        for (const [i, values] of columns.entries()) {
          copyValues(values, [place.row, to], { vector: vectors[i]!, at });
        }
        at += to - place.row;
        place.row = to;
        if (to === count) {
          Object.assign(place, { block: place.block + 1, row: 0 });
        }
      }
      place.left -= rows;
    },
  }));
}
