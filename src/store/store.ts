/** Runs typed read-only queries over a source of rows. */
import type { z } from "zod";
import {
  type Columns,
  type QueryParams,
  type RowSource,
  toRows,
} from "./rows.ts";
import { typedRows } from "./typed_rows.ts";

export interface OpenOptions {
  /** Experiments whose rows are visible. @default all of them */
  readonly experiments?: readonly string[];
}

/** Store opened read-only; the caller closes it. */
export class Store implements Disposable {
  readonly #source: RowSource;

  constructor(source: RowSource) {
    this.#source = source;
  }

  /** Opens the store file read-only, with the tables of `schema.ts` filtered by experiment. */
  static async open(path: string, options: OpenOptions = {}): Promise<Store> {
    // Imported only here: a notebook in a report queries through another process, and may not load DuckDB's addon.
    const { openFile } = await import("./open.ts");
    return new Store(await openFile(path, options.experiments ?? []));
  }

  /**
   * Returns the rows of a query, each checked against `row`. Integers become numbers, times ISO 8601 text.
   *
   * Throws `TypeError` with the column if a row does not match.
   */
  async query<T extends z.ZodObject>(
    row: T,
    sql: string,
    params: QueryParams = [],
  ): Promise<z.infer<T>[]> {
    const columns = await this.columns(sql, params);
    const typed = typedRows(row, columns);
    if (typed !== null) return typed;
    return toRows(columns).map((values, index) => {
      const parsed = row.safeParse(values);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      const column = issue?.code === "unrecognized_keys"
        ? issue.keys.join(", ")
        : String(issue?.path[0]);
      throw new TypeError(
        `Cannot read column '${column}' of the query as its type says: row ${
          index + 1
        } holds ${JSON.stringify(values[column])} (${issue?.message})`,
      );
    });
  }

  /**
   * Returns the rows of a query, unchecked, with the column names in order. Throws `RangeError` unless `sql` is one
   * statement that only reads.
   */
  async rows(
    sql: string,
    params: QueryParams = [],
  ): Promise<{ columns: string[]; rows: Record<string, unknown>[] }> {
    const columns = await this.columns(sql, params);
    return { columns: [...columns.names], rows: toRows(columns) };
  }

  /** Returns the result by column, the efficient form for millions of values. Throws the errors of `rows`. */
  columns(sql: string, params: QueryParams = []): Promise<Columns> {
    return this.#source.read(sql, params);
  }

  close(): void {
    this.#source.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
