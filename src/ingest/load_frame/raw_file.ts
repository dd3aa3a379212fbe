/**
 * Reads a file of raw results with DuckDB's own readers: a row becomes a row of the record, which DuckDB writes itself,
 * and memory does not grow with the file.
 */
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import {
  ifThere,
  type RowQuery,
  sqlText,
  type TableName,
  writeAll,
} from "../../record/mod.ts";
import { InputError, type SourceFile } from "../source/importer.ts";

/** Memory of a reader, beyond which rows go to a file. */
const MEMORY_LIMIT = "512MB";

/** Bytes of the end of a file that are looked at. */
const TAIL_BYTES = 4096;

/** Row of a result, by column. */
type SqlRow = Readonly<Record<string, unknown>>;

/** A file, and the database into which it is read. */
export class RawFile implements AsyncDisposable {
  readonly #file: SourceFile;
  readonly #folder: string;
  readonly #path: string;
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  /** Path of the file as an SQL literal. */
  readonly path: string;

  private constructor(
    file: SourceFile,
    { folder, path, instance, connection }: {
      readonly folder: string;
      readonly path: string;
      readonly instance: DuckDBInstance;
      readonly connection: DuckDBConnection;
    },
  ) {
    this.#file = file;
    this.#folder = folder;
    this.#path = path;
    this.path = sqlText(path);
    this.#instance = instance;
    this.#connection = connection;
  }

  /** Opens a database in a folder of its own, which is removed at the end. */
  static async open(file: SourceFile): Promise<RawFile> {
    // Imported on demand: notebooks may not load the native addon.
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const folder = await Deno.makeTempDir();
    const isThere = file.path !== "" && !await hasByteOrderMark(file.path);
    const path = isThere ? file.path : `${folder}/file`;
    if (!isThere) write(file, path);
    const instance = await DuckDBInstance.create(":memory:", {
      // A fixed number, so that the same file gives the same bytes.
      threads: "2",
      memory_limit: MEMORY_LIMIT,
      temp_directory: `${folder}/tmp`,
    });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return new RawFile(file, { folder, path, instance, connection });
  }

  /** Returns the error that refuses the file. */
  refuse(problem: string, remedy: string): InputError {
    return new InputError(this.#file.name, "", problem, remedy);
  }

  /** Runs a statement. Throws `InputError` if DuckDB cannot read the file. */
  async run(sql: string): Promise<void> {
    await this.rows(sql);
  }

  /** Returns the few rows of a result. Throws `InputError` if DuckDB cannot read the file. */
  async rows(sql: string): Promise<SqlRow[]> {
    try {
      const result = await this.#connection.runAndReadAll(sql);
      return result.getRowObjectsJS();
    } catch (error) {
      const [problem = ""] = (error as Error).message.split("\n");
      const input = this.refuse(
        `cannot be read (${problem.slice(0, 200)})`,
        "check that the file is whole and of this format",
      );
      input.cause = error;
      throw input;
    }
  }

  /** Returns the rows of a relation that has the columns of a table but `run_id`. */
  query(
    table: TableName,
    of: Pick<RowQuery, "run_id" | "relation" | "rows">,
  ): RowQuery {
    return { table, ...of, connection: this.#connection };
  }

  /** Returns true if the file ends with a line end. */
  async endsWithLine(): Promise<boolean> {
    return (await this.tail()).endsWith("\n");
  }

  /** Returns the last characters of the file. */
  async tail(): Promise<string> {
    using file = await Deno.open(this.#path);
    const { size } = await file.stat();
    await file.seek(Math.max(0, size - TAIL_BYTES), Deno.SeekMode.Start);
    const bytes = new Uint8Array(TAIL_BYTES);
    let read = 0;
    for (;;) {
      const n = await file.read(bytes.subarray(read));
      if (n === null || n === 0) break;
      read += n;
    }
    return new TextDecoder().decode(bytes.subarray(0, read));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    await ifThere(Deno.remove(this.#folder, { recursive: true }));
  }
}

/** DuckDB's reader of JSON takes a byte order mark for a part of the first line. */
async function hasByteOrderMark(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const first = new Uint8Array(3);
  await file.read(first);
  return [0xef, 0xbb, 0xbf].every((byte, i) => first[i] === byte);
}

/** Writes the text of a file, without its byte order mark. */
function write(file: SourceFile, path: string): void {
  using out = Deno.openSync(path, { write: true, create: true });
  const encoder = new TextEncoder();
  for (const chunk of file.chunks()) writeAll(out, encoder.encode(chunk));
}
