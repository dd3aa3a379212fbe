/** Reads a CSV of data for the users of a scenario. */
import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { UsageError } from "../../record/mod.ts";

/** How a CSV is written. */
export interface ReadCsvOptions {
  /** @default {","} */
  readonly delimiter?: string;
}

/**
 * Returns the rows of a CSV file, whose first line has the names of its columns, as texts. Throws `UsageError` if it cannot
 * be read, is no such CSV, or has no row.
 *
 * @example
 * data: { rows: readCsv(new URL("users.csv", import.meta.url)), per: "journey" },
 */
export function readCsv(
  file: URL | string,
  { delimiter = "," }: ReadCsvOptions = {},
): Record<string, string>[] {
  let rows: Record<string, string>[];
  try {
    rows = parse(readFileSync(file), {
      ...{ columns: true, bom: true, delimiter, skip_empty_lines: true },
    });
  } catch (error) {
    throw new UsageError(
      `Cannot read ${file} as CSV as ${
        (error as Error).message.split("\n")[0]
      }`,
      { cause: error },
    );
  }
  if (rows.length > 0) return rows;
  throw new UsageError(
    `Cannot read ${file} as CSV as it has no row below its header`,
  );
}
