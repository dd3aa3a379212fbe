/** A store opened to read: typed queries over whatever answers them. */
import type { z } from "zod";
import {
  type Columns,
  type QueryParams,
  type RowSource,
  toRows,
} from "./rows.ts";

export interface OpenOptions {
  /** Experiments whose rows are visible. @default all of them */
  readonly experiments?: readonly string[];
}

/** A store opened read-only; close it. */
export class Store implements Disposable {
  readonly #source: RowSource;

  constructor(source: RowSource) {
    this.#source = source;
  }

  /** Opens the store file read-only, with the tables of `schema.sql` filtered to the experiments asked for. */
  static async open(path: string, options: OpenOptions = {}): Promise<Store> {
    // Only here: a notebook in a report queries through another process, and may not load the addon.
    const { openFile } = await import("./open.ts");
    return new Store(await openFile(path, options.experiments ?? []));
  }

  /**
   * Rows of a query, each checked against `row`. Integers come as numbers, times as ISO 8601 text.
   *
   * Throws `TypeError` naming the column where a row does not fit.
   */
  async query<T extends z.ZodObject>(
    row: T,
    sql: string,
    params: QueryParams = [],
  ): Promise<z.infer<T>[]> {
    const { rows } = await this.rows(sql, params);
    return rows.map((values, index) => {
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
   * Rows of any query, unchecked, with their column names in order. Throws `RangeError` for what is not one statement that
   * only reads.
   */
  async rows(
    sql: string,
    params: QueryParams = [],
  ): Promise<{ columns: string[]; rows: Record<string, unknown>[] }> {
    const columns = await this.columns(sql, params);
    return { columns: [...columns.names], rows: toRows(columns) };
  }

  /** As `rows`, by column: what a million values travel as. */
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
