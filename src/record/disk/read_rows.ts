/** Reads and checks the rows of a table file, for callers that do not load the record into a store. */
import { columns } from "../model/columns.ts";
import type { Row, TableName } from "../model/model.ts";
import { type TableFile, wholeFile } from "./read.ts";
import { findMisfit } from "./row_check.ts";
import { tableSource } from "./table_source.ts";

/** Rows of a table on disk. */
export interface TableRows<T extends TableName> {
  readonly rows: readonly Row<T>[];
  /** Rows that do not fit the model, by row number from 1. */
  readonly rejected: readonly {
    readonly row: number;
    readonly message: string;
  }[];
}

/**
 * Reads a table file of a part without a torn tail, some thousand rows at a time. Throws DuckDB's error if the file
 * is not of the format that its name says.
 */
export async function* readRows<T extends TableName>(
  file: TableFile & { readonly table: T },
): AsyncGenerator<TableRows<T>> {
  const fields = columns[file.table].map(({ name, type }) =>
    type === "TIMESTAMP"
      ? `strftime("${name}", '%Y-%m-%dT%H:%M:%S.%fZ') AS "${name}"`
      : type === "BIGINT"
      ? `"${name}"::DOUBLE AS "${name}"`
      : `"${name}"`
  );
  const folder = await Deno.makeTempDir();
  // Imported on demand: notebooks import this module and may not load the native addon.
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const path = await wholeFile(file, folder);
    const result = await connection.stream(
      `SELECT ${fields.join(", ")} FROM ${await tableSource(
        connection,
        file.table,
        path,
      )}`,
    );
    let count = 0;
    for await (const chunk of result.yieldRowObjectJs()) {
      const rows: Row<T>[] = [];
      const rejected: { row: number; message: string }[] = [];
      for (const row of chunk) {
        count++;
        const misfit = findMisfit(file.table, row);
        if (misfit === null) rows.push(row as unknown as Row<T>);
        else {
          rejected.push({
            row: count,
            message: `${misfit.column} ${misfit.problem}`,
          });
        }
      }
      yield { rows, rejected };
    }
  } finally {
    connection.closeSync();
    instance.closeSync();
    await Deno.remove(folder, { recursive: true });
  }
}
