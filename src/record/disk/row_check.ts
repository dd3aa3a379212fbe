/** Checks rows before they are written: a table file must hold only values that the store can load. */
import { type Column, columns } from "../model/columns.ts";
import { isJsonObject, type TableName } from "../model/model.ts";
import { MAX_ROW_BYTES } from "./table_source.ts";

/** Value that a column cannot hold. */
export interface Misfit {
  readonly column: string;
  /** The value and the column's constraint: `is 1e+30, not an integer below 2^53`. */
  readonly problem: string;
  /** True if the column may hold null in its place. */
  readonly nullable: boolean;
}

/** Check of the values of one column. */
export interface ColumnCheck {
  readonly column: string;
  readonly nullable: boolean;
  /** Returns why the column cannot hold the value; empty if it can. */
  readonly problemOf: (value: unknown) => string;
}

/** Longest text of a field: eight such fields, at three bytes a character, still fit in a row. */
export const MAX_TEXT_CHARS = MAX_ROW_BYTES / 32;

const TIME =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

/** Checks of each table's columns, in column order; they agree with the schemas of `model.ts`, at a tenth of the time. */
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
  sequences: toChecks("sequences"),
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
  return columns[table].map((column) => {
    const check = toCheck(column);
    return {
      column: column.name,
      nullable: column.nullable,
      problemOf: (value) =>
        value === null
          ? column.nullable ? "" : "is missing"
          : value === undefined
          ? "is missing"
          : check(value),
    };
  });
}

function toCheck(
  { name, type, min, options }: Column,
): (value: unknown) => string {
  if (options !== null) {
    const known: ReadonlySet<unknown> = new Set(options);
    return (value) =>
      known.has(value) ? "" : `is ${show(value)}, not an ${name}`;
  }
  switch (type) {
    case "VARCHAR":
      return textProblem;
    case "TIMESTAMP":
      return timeProblem;
    case "JSON":
      return jsonProblem;
    case "BOOLEAN":
      return (value) =>
        typeof value === "boolean" ? "" : `is ${show(value)}, not a boolean`;
    case "DOUBLE":
      return numberCheck(Number.isFinite, "a finite number", min ?? -Infinity);
    case "BIGINT":
      return numberCheck(
        Number.isSafeInteger,
        "an integer below 2^53",
        min ?? -Infinity,
      );
  }
}

function numberCheck(
  isNumber: (value: unknown) => boolean,
  wanted: string,
  min: number,
): (value: unknown) => string {
  return (value) =>
    !isNumber(value)
      ? `is ${show(value)}, not ${wanted}`
      : (value as number) < min
      ? `is ${show(value)}, below ${min}`
      : "";
}

function jsonProblem(value: unknown): string {
  const problem = textProblem(value);
  return problem !== "" || isJsonObject(value as string)
    ? problem
    : `is ${show(value)}, not a JSON object`;
}

function textProblem(value: unknown): string {
  if (typeof value !== "string") return `is ${show(value)}, not text`;
  return value.length > MAX_TEXT_CHARS
    ? `has ${value.length} characters, more than ${MAX_TEXT_CHARS}`
    : "";
}

/** The last valid time up to its minute; most rows of a table share it with the row before. */
let lastMinute = "never";

/** Checks a time of the last minute, such as `2026-01-02T03:04:05.678901Z`; by character, for millions of rows. */
function isInLastMinute(time: string): boolean {
  const last = time.length - 1;
  if (last < POINT_AT + 2 || !time.startsWith(lastMinute)) return false;
  if (!isDigit(time, 17, 5) || !isDigit(time, 18, 9)) return false;
  for (let at = POINT_AT + 1; at < last; at++) {
    if (!isDigit(time, at, 9)) return false;
  }
  return time.charCodeAt(POINT_AT) === POINT &&
    time.charCodeAt(last) === ZULU;
}

/** Where the fraction of a second begins. */
const POINT_AT = 19;
const [POINT, ZULU] = [46, 90];

function isDigit(text: string, at: number, max: number): boolean {
  const digit = text.charCodeAt(at) - 48;
  return digit >= 0 && digit <= max;
}

function timeProblem(value: unknown): string {
  if (typeof value === "string" && isInLastMinute(value)) return "";
  if (typeof value !== "string" || !TIME.test(value)) {
    return `is ${show(value)}, not a time in UTC as ISO 8601`;
  }
  // The 29th to the 31st are not in every month: `Date` turns a day that does not exist into another.
  if (value.charCodeAt(8) >= 50 && dayOf(value) !== value.slice(0, 10)) {
    return `is ${show(value)}, not a day of the calendar`;
  }
  lastMinute = value.slice(0, 17);
  return "";
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
