/** Reads a CSV of Locust by its labels: their set differs between versions and settings. */
import { csvRecords, quoteError } from "../source/csv.ts";
import { InputError, type SourceFile } from "../source/importer.ts";

/** What one of the files holds. */
export type LocustKind = "stats" | "history" | "failures" | "exceptions";

/** Labels that tell a file, none of which may be missing. */
export const locustLabels: Readonly<Record<LocustKind, readonly string[]>> = {
  history: [
    "Timestamp",
    "User Count",
    "Type",
    "Name",
    "Requests/s",
    "Failures/s",
  ],
  stats: ["Type", "Name", "Request Count", "Failure Count"],
  failures: ["Method", "Name", "Error", "Occurrences"],
  exceptions: ["Count", "Message", "Traceback"],
};

/** Row of a file. */
export interface LocustRow {
  readonly line: number;
  /** Why it cannot be read; empty if it can. */
  readonly problem: string;
  /** Returns the field under a label; empty if there is none. */
  readonly of: (label: string) => string;
}

/** Returns what a header is of; null if of nothing that Locust writes. */
export function kindOfLabels(labels: readonly string[]): LocustKind | null {
  const kinds = Object.keys(locustLabels) as LocustKind[];
  return kinds.find((kind) =>
    locustLabels[kind].every((label) => labels.includes(label))
  ) ?? null;
}

/** A file, and its rows. */
export interface LocustTable {
  readonly kind: LocustKind;
  readonly labels: readonly string[];
  readonly rows: Iterable<LocustRow>;
}

/** Opens a file. Throws `InputError` if its header is none of Locust. */
export function openTable(file: SourceFile): LocustTable {
  const records = csvRecords(file);
  const header = records.next().value;
  if (header !== undefined && header.problem !== "") {
    throw quoteError(file.name, header.line);
  }
  const labels = (header?.fields ?? []).map((label: string) => label.trim());
  const kind = kindOfLabels(labels);
  if (kind === null) {
    throw new InputError(
      file.name,
      "1:1",
      "has the header of no file of Locust",
      "give the files of --csv",
    );
  }
  return { kind, labels, rows: rowsOf(records, labels) };
}

function* rowsOf(
  records: ReturnType<typeof csvRecords>,
  labels: readonly string[],
): Generator<LocustRow> {
  const places = new Map(labels.map((label, i) => [label, i]));
  let last = 1;
  try {
    for (const { line, fields, problem } of records) {
      last = line;
      yield {
        line,
        problem: problem ||
          (fields.length === labels.length
            ? ""
            : `it has ${fields.length} fields under ${labels.length} columns`),
        of: (label) => fields[places.get(label) ?? -1]?.trim() ?? "",
      };
    }
  } catch (error) {
    // A traceback that is cut off leaves its quote open; what is above it counts.
    if (!(error instanceof InputError)) throw error;
    const problem = "it is cut off inside a quoted field";
    yield { line: last + 1, problem, of: () => "" };
  }
}

/** Returns the percent of a label such as `99.9%`; null for another one. */
export function percentOf(label: string): number | null {
  const [, percent] = /^(\d+(?:\.\d+)?)%$/.exec(label) ?? [];
  return percent === undefined ? null : Number(percent);
}

/** Returns what a row is of: its method and name; empty for the sum of all. */
export function requestOf({ of }: Pick<LocustRow, "of">): string {
  const name = of("Name");
  const method = of("Type") || of("Method");
  return name === "Aggregated" && method === ""
    ? ""
    : `${method} ${name}`.trim().slice(0, 1000);
}
