/** Checks rows before they are written: a table file must hold only values that the store can load. */
import { columnTypes, MAX_ROW_BYTES, type SqlType } from "./columns.ts";
import { Outcome, type TableName, tables } from "./model.ts";

/** Value that a column cannot hold. */
export interface Misfit {
  readonly column: string;
  /** The value and the column's constraint: `is 1e+30, not an integer below 2^53`. */
  readonly problem: string;
  /** True if the column may hold null in its place. */
  readonly nullable: boolean;
}

export interface ColumnCheck {
  readonly column: string;
  readonly nullable: boolean;
  /** Returns why the column cannot hold the value; empty if it can. */
  readonly problemOf: (value: unknown) => string;
}

/** Minimum of the columns that hold counts or durations, by `table.column`. */
export const minimums: Readonly<Record<string, number>> = {
  "operations.duration_s": 0,
  "operations.bytes": 0,
  "histograms.count": 0,
  "reported.n": 0,
  "warnings.n": 1,
};

const outcomes: ReadonlySet<unknown> = new Set(Outcome.options);

/** Longest text of a field: eight such fields, at three bytes a character, still fit in a row. */
const MAX_TEXT_CHARS = MAX_ROW_BYTES / 32;

const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** Checks of each table's columns, in column order; they agree with the schemas of `model.ts`. */
export const columnChecks: {
  readonly [T in TableName]: readonly ColumnCheck[];
} = {
  operations: toChecks("operations"),
  stages: toChecks("stages"),
  samples: toChecks("samples"),
  histograms: toChecks("histograms"),
  reported: toChecks("reported"),
  events: toChecks("events"),
  warnings: toChecks("warnings"),
};

/** Returns the first value of a row that its column cannot hold; null if all fit. */
export function findMisfit(table: TableName, row: object): Misfit | null {
  const values = row as Record<string, unknown>;
  for (const { column, nullable, problemOf } of columnChecks[table]) {
    const problem = problemOf(values[column]);
    if (problem !== "") return { column, problem, nullable };
  }
  return null;
}

function toChecks(table: TableName): ColumnCheck[] {
  const shape = tables[table].shape as Record<
    string,
    { safeParse: (value: unknown) => { readonly success: boolean } }
  >;
  return Object.entries(columnTypes[table]).map(([column, type]) => {
    const nullable = shape[column]?.safeParse(null).success ?? false;
    const check = column === "outcome"
      ? outcomeProblem
      : byType(type, minimums[`${table}.${column}`] ?? -Infinity);
    return {
      column,
      nullable,
      problemOf: (value) =>
        value === null
          ? nullable ? "" : "is missing"
          : value === undefined
          ? "is missing"
          : check(value),
    };
  });
}

function byType(type: SqlType, min: number): (value: unknown) => string {
  switch (type) {
    case "VARCHAR":
      return textProblem;
    case "TIMESTAMP":
      return timeProblem;
    case "BOOLEAN":
      return (value) =>
        typeof value === "boolean" ? "" : `is ${show(value)}, not a boolean`;
    case "DOUBLE":
      return (value) =>
        !Number.isFinite(value)
          ? `is ${show(value)}, not a finite number`
          : (value as number) < min
          ? `is ${show(value)}, below ${min}`
          : "";
    case "BIGINT":
      return (value) =>
        !Number.isSafeInteger(value)
          ? `is ${show(value)}, not an integer below 2^53`
          : (value as number) < min
          ? `is ${show(value)}, below ${min}`
          : "";
  }
}

function outcomeProblem(value: unknown): string {
  return outcomes.has(value) ? "" : `is ${show(value)}, not an outcome`;
}

function textProblem(value: unknown): string {
  if (typeof value !== "string") return `is ${show(value)}, not text`;
  return value.length > MAX_TEXT_CHARS
    ? `has ${value.length} characters, more than ${MAX_TEXT_CHARS}`
    : "";
}

function timeProblem(value: unknown): string {
  if (typeof value !== "string" || !TIME.test(value)) {
    return `is ${show(value)}, not a time in UTC as ISO 8601`;
  }
  // The 29th to the 31st are not in every month: `Date` turns a day that does not exist into another.
  return value.charCodeAt(8) >= 50 && dayOf(value) !== value.slice(0, 10)
    ? `is ${show(value)}, not a day of the calendar`
    : "";
}

function dayOf(time: string): string {
  const ms = Date.parse(`${time.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().slice(0, 10);
}

function show(value: unknown): string {
  return typeof value === "string"
    ? `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}'`
    : String(value);
}
