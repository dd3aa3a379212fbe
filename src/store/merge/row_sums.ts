/**
 * Sums the rows of each run in each table: their number, and the sum of their hashes. Rows that were lost, doubled, changed or
 * given to another run show in it, in whatever order they are.
 */
import type { DuckDBConnection } from "@duckdb/node-api";
import {
  columns,
  filesOfFormat1,
  type TableName,
  tableNames,
  tableSources,
} from "../../record/mod.ts";
import { validRows } from "../change/row_filter.ts";
import { knownRows } from "../records/known_rows.ts";
import type { LeftPart, SoundPart } from "./sound_part.ts";

/** Sum of the rows of a run in a table, as text, by the names of both. */
export type RowSums = Map<string, string>;

/** Files that are read together, as each may stay open until all are read. */
export const MAX_FILES = 64;

/** Sums of the rows of parts, without those of the parts that stay as they are. */
export interface SummedParts {
  readonly sums: RowSums;
  readonly left: readonly LeftPart[];
}

/** Returns the columns of a table, in the order of the file, with the types that a file of it has. */
export function typedColumns(table: TableName): string {
  return columns[table].map(({ name, type }) =>
    `CAST("${name}" AS ${type === "JSON" ? "VARCHAR" : type}) AS "${name}"`
  ).join(", ");
}

/** Sums the rows of parts, of which one is left if a row of it is not as the store takes it, or of no run of it. */
export async function sumParts(
  connection: DuckDBConnection,
  parts: readonly SoundPart[],
): Promise<SummedParts> {
  const sums: RowSums = new Map();
  const left: LeftPart[] = [];
  for (let i = 0; i < parts.length; i += MAX_FILES) {
    const group = parts.slice(i, i + MAX_FILES);
    const found = await sumGroup(connection, group).catch((error) => {
      throwMemory(error);
      return null;
    });
    // One of them cannot be read.
    const all = found === null ? await sumEach(connection, group) : [found];
    for (const one of all) {
      for (const [key, sum] of one.sums) sums.set(key, sum);
      left.push(...one.left);
    }
  }
  return { sums, left };
}

/** Sums parts one by one; one that cannot be read is left. */
async function sumEach(
  connection: DuckDBConnection,
  parts: readonly SoundPart[],
): Promise<SummedParts[]> {
  const summed: SummedParts[] = [];
  for (const part of parts) {
    summed.push(
      await sumGroup(connection, [part]).catch((error: Error) => {
        throwMemory(error);
        const [reason = ""] = error.message.split("\n");
        return { sums: new Map(), left: [{ part: part.part, reason }] };
      }),
    );
  }
  return summed;
}

/** Throws the error of too little memory: the file is not what is wrong, and there may be more (`withWriter()`). */
function throwMemory(error: unknown): void {
  if (String(error).includes("Out of Memory")) throw error;
}

async function sumGroup(
  connection: DuckDBConnection,
  parts: readonly SoundPart[],
): Promise<SummedParts> {
  const reasons = new Map<string, string>();
  const found: { readonly part: string; readonly sum: [string, string] }[] = [];
  const ids = new Map(parts.map(({ part, runs }) => [
    part,
    new Set(runs.map(({ run_id }) => run_id)),
  ]));
  for (const table of tableNames) {
    const owners = new Map(
      parts.flatMap((part) =>
        part.files.filter((file) => file.table === table)
          .map(({ path }) => [path, part] as const)
      ),
    );
    if (owners.size === 0) continue;
    const paths = [...owners.keys()];
    const counts = new Map<string, number>();
    for (const source of await tableSources(connection, table, paths)) {
      for (const one of await sumSource(connection, table, source)) {
        const { path, run_id, rows, valid } = one;
        const part = owners.get(path)?.part ?? "";
        counts.set(path, (counts.get(path) ?? 0) + rows);
        found.push({ part, sum: [toKey(table, run_id), one.sum] });
        if (ids.get(part)?.has(run_id) !== true) {
          reasons.set(part, `${rows} rows of its ${table} name no run of it`);
        } else if (valid < rows) {
          reasons.set(part, `${rows - valid} rows of its ${table} are invalid`);
        }
      }
    }
    for (const path of await filesOfFormat1(connection, table, paths)) {
      reasons.set(owners.get(path)?.part ?? "", `its ${table} are of format 1`);
    }
    for (const [path, { part, manifest }] of owners) {
      const written = knownRows({ manifest }, { path });
      const rows = counts.get(path) ?? 0;
      if (rows === written) continue;
      reasons.set(
        part,
        `its ${table} have ${rows} rows where ${written} were written`,
      );
    }
  }
  return {
    sums: new Map(
      found.filter(({ part }) => !reasons.has(part)).map(({ sum }) => sum),
    ),
    // In the order of the parts: that of the rows is of chance.
    left: parts.flatMap(({ part }) => {
      const reason = reasons.get(part);
      return reason === undefined ? [] : [{ part, reason }];
    }),
  };
}

/** Sums the rows of a Parquet file of a table. */
export async function sumFile(
  connection: DuckDBConnection,
  table: TableName,
  path: string,
): Promise<RowSums> {
  const [source = ""] = await tableSources(connection, table, [path]);
  const sums = await sumSource(connection, table, source);
  return new Map(sums.map(({ run_id, sum }) => [toKey(table, run_id), sum]));
}

interface SourceSum {
  readonly path: string;
  readonly run_id: string;
  readonly rows: number;
  /** Rows that the store takes. */
  readonly valid: number;
  readonly sum: string;
}

async function sumSource(
  connection: DuckDBConnection,
  table: TableName,
  source: string,
): Promise<SourceSum[]> {
  const names = columns[table].map(({ name }) => `"${name}"`).join(", ");
  const reader = await connection.runAndReadAll(
    `SELECT filename, run_id, count(*), count(*) FILTER (${validRows(table)}),
       CAST(sum(CAST(hash(${names}) AS HUGEINT)) AS VARCHAR)
     FROM (SELECT filename, ${
      typedColumns(table)
    } FROM ${source}) GROUP BY ALL`,
  );
  return reader.getRows().map(([path, run_id, rows, valid, hashes]) => ({
    ...{ path: String(path), run_id: String(run_id) },
    ...{ rows: Number(rows), valid: Number(valid) },
    sum: `${rows} rows, ${hashes}`,
  }));
}

function toKey(table: TableName, run_id: string): string {
  return `${table} of ${run_id}`;
}
