/** What is on disk and not in the store. */
import type { DuckDBConnection } from "@duckdb/node-api";

/** A part, line or rows of a record that could not be loaded, as the table `warnings` has it. */
export interface LeftOut {
  readonly experiment: string;
  readonly part: string;
  readonly code: string;
  readonly message: string;
  readonly place: string;
  /** Runs of a part, or rows. */
  readonly n: number;
}

/**
 * Everything that loading left out, in order, but for the last row of a table that is still written or was cut off by a
 * crash, which is expected.
 */
export async function listLeftOut(
  connection: DuckDBConnection,
): Promise<readonly LeftOut[]> {
  const reader = await connection.runAndReadAll(
    "SELECT experiment, part, code, message, place, n::DOUBLE AS n " +
      "FROM warnings WHERE stage = 'load' " +
      "AND NOT (code = 'torn-tail' AND part <> '') ORDER BY ALL",
  );
  return reader.getRowObjectsJS() as unknown as LeftOut[];
}

/** What was left out, a line each, of one experiment or of all; no more than five. */
export function describeLeftOut(
  leftOut: readonly LeftOut[],
  experiment = "",
): string[] {
  const mine = leftOut.filter((left) =>
    experiment === "" || left.experiment === experiment
  );
  const lines = mine.slice(0, LINES).map(({ experiment, place, message }) =>
    `left out of the store: ${experiment}/${place}: ${message}`
  );
  return mine.length > LINES
    ? [
      ...lines,
      `and ${
        mine.length - LINES
      } more: SELECT * FROM warnings WHERE stage = 'load'`,
    ]
    : lines;
}

const LINES = 5;
