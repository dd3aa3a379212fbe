/** Whether a row can be kept: what a table file could hold and the store could not load must never be written. */
import { columnTypes, LONGEST_ROW, type SqlType } from "./columns.ts";
import { Outcome, type TableName, tables } from "./model.ts";

/** A value that a column cannot hold. */
export interface Misfit {
  readonly column: string;
  /** What the value is, and what the column takes: `is 1e+30, not an integer below 2^53`. */
  readonly problem: string;
  /** Whether the column may hold null in its place. */
  readonly nullable: boolean;
}

export interface ColumnCheck {
  readonly column: string;
  readonly nullable: boolean;
  /** Empty when the column can hold the value, else why it cannot. */
  readonly problemOf: (value: unknown) => string;
}

/** Smallest value of the columns that count or measure how long something took, by `table.column`. */
export const least: Readonly<Record<string, number>> = {
  "operations.duration_s": 0,
  "operations.bytes": 0,
  "histograms.count": 0,
  "reported.n": 0,
  "warnings.n": 1,
};

const outcomes: ReadonlySet<unknown> = new Set(Outcome.options);

/** Longest text of a field, in characters: eight such fields, each of three bytes a character, still are a row. */
const LONGEST_TEXT = LONGEST_ROW / 32;

const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** The checks of a table's columns, in the order of the columns; they agree with the schemas of `model.ts`. */
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

/** The first value of a row that its column cannot hold; null when all fit. */
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
      : byType(type, least[`${table}.${column}`] ?? -Infinity);
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
  return value.length > LONGEST_TEXT
    ? `has ${value.length} characters, more than ${LONGEST_TEXT}`
    : "";
}

function timeProblem(value: unknown): string {
  if (typeof value !== "string" || !TIME.test(value)) {
    return `is ${show(value)}, not a time in UTC as ISO 8601`;
  }
  // The 29th to the 31st are not in every month: a date that does not exist comes back as another.
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
