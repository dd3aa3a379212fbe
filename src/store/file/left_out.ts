/** Lists parts, lines and rows on disk that are not in the store. */
import type { DuckDBConnection } from "@duckdb/node-api";
import { toKey } from "../records/part.ts";

/** Part, line or rows of a record that could not be loaded; a row of the table `warnings`. */
export interface LeftOut {
  readonly experiment: string;
  readonly part: string;
  readonly code: string;
  readonly message: string;
  readonly place: string;
  /** Number of runs of a part, or of rows. */
  readonly n: number;
}

/**
 * Lists all that loading left out, sorted. Excludes the last row of a table that is still being written or was cut off
 * by a crash, which is expected.
 */
export async function listLeftOut(
  connection: DuckDBConnection,
): Promise<readonly LeftOut[]> {
  const reader = await connection.runAndReadAll(
    "SELECT experiment, part, code, message, place, n::DOUBLE AS n " +
      "FROM store.main.warnings WHERE stage = 'load' " +
      "AND NOT (code = 'torn-tail' AND part <> '') ORDER BY ALL",
  );
  return reader.getRowObjectsJS() as unknown as LeftOut[];
}

/** Divides parts into those that a load has put into the store and those that it left out. */
export function divideLoaded<T extends Pick<LeftOut, "experiment" | "part">>(
  parts: readonly T[],
  leftOut: readonly LeftOut[],
): { readonly loaded: readonly T[]; readonly failed: readonly T[] } {
  const keys = new Set(
    leftOut.filter(({ code }) => code === "part-left-out").map(toKey),
  );
  return {
    loaded: parts.filter((part) => !keys.has(toKey(part))),
    failed: parts.filter((part) => keys.has(toKey(part))),
  };
}

/**
 * Describes what was left out of one experiment or of all, a line each; at most five lines, then the number of others.
 */
export function describeLeftOut(
  leftOut: readonly LeftOut[],
  experiment = "",
): string[] {
  const selected = leftOut.filter((entry) =>
    experiment === "" || entry.experiment === experiment
  );
  const lines = selected.slice(0, MAX_LINES).map((
    { experiment, place, message },
  ) => `left out of the store: ${experiment}/${place}: ${message}`);
  return selected.length > MAX_LINES
    ? [
      ...lines,
      `and ${
        selected.length - MAX_LINES
      } more: SELECT * FROM warnings WHERE stage = 'load'`,
    ]
    : lines;
}

const MAX_LINES = 5;
