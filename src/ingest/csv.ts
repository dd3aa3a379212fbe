/** CSV text into records, with broken quoting told by its place. */
import { CsvError, parse } from "csv-parse/sync";
import { InputError, type SourceFile } from "./importer.ts";

export interface CsvRecord {
  /** Line of the file on which the record begins, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** Records of a CSV file, blank lines left out; they may be shorter or longer than the first. Throws `InputError`. */
export function parseCsv({ name, text }: SourceFile): CsvRecord[] {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      relax_column_count: true,
      skip_empty_lines: true,
      info: true,
    }) as unknown as typeof records;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const open = error.code === "CSV_QUOTE_NOT_CLOSED";
    throw new InputError(
      name,
      `${/ at line (\d+)/.exec(error.message)?.[1] ?? 1}:1`,
      open
        ? "is cut off inside a quoted field"
        : "has a quote inside a field where none may stand",
      open ? "export the file again" : "double the quotes inside the field",
    );
  }
  return records.map(({ record, info }) => ({
    // csv-parse counts to the line where a record ends; quoted fields may span several.
    line: info.lines - record.join("").split("\n").length + 1,
    fields: record,
  }));
}
