/** Statements that read raw rows into a table, and show those that are kept as operations and as samples. */
import { sqlWord } from "../../record/mod.ts";
import { sqlImpossibleSample } from "../admission/impossible.ts";
import { type RawColumn, rawColumns, type RawRows } from "./raw_select.ts";

const names = Object.keys(rawColumns) as RawColumn[];

/**
 * Returns the statement that reads raw rows into the table `stored`. It has only columns that differ from row to row and
 * that no other column tells: what it costs to write, keep and read again is its width. A row that its table could not hold
 * has a problem.
 */
export function storeRaw(rows: RawRows): string {
  const read = names.filter((name) => isStored(rows, name));
  const kept = read.map((name) =>
    name === "problem" ? `${problemOf(rows)} AS problem` : `"${name}"`
  );
  const fields = read.map((name) =>
    `CAST(${rows.fields[name] ?? "NULL"} AS ${rawColumns[name]}) AS "${name}"`
  );
  return `CREATE TABLE stored AS SELECT ${kept.join(", ")}
    FROM (SELECT ${fields.join(", ")} FROM ${rows.source})`;
}

/**
 * Returns the statements that make views of the table `stored`: `raw` has all columns of all rows, and the number of each,
 * from 1; `operations` and `samples` have those that are kept, as the record has them.
 */
export function viewRaw(rows: RawRows): string[] {
  const all = names.map((name) => `${valueOf(rows, name)} AS "${name}"`);
  const text = (name: RawColumn) => textOf(rows, name);
  const kept = (role: string) => `role = '${role}' AND problem IS NULL`;
  return [
    `CREATE VIEW raw AS SELECT rowid + 1 AS number, ${all.join(", ")}
      FROM stored`,
    `CREATE VIEW operations AS SELECT CAST(number AS VARCHAR) AS operation_id,
      ${text("kind")}, ${text("subject")}, "at" AS started_at, duration_s,
      outcome, ${text("error")}, ${text("code")}, bytes, ${text("worker")}
      FROM raw WHERE ${kept("operation")}`,
    `CREATE VIEW samples AS SELECT ${sqlWord("generator")} AS source,
      ${text("metric")}, ${text("unit")}, "at", value
      FROM raw WHERE ${kept("sample")}`,
  ];
}

/** Why a row is left out is always stored, as the rows are counted by it. */
function isStored(rows: RawRows, name: RawColumn): boolean {
  return name === "problem" ||
    constantOf(rows, name) === null && rows.derived[name] === undefined;
}

/** Returns the value that a column has in every row, as SQL; null if it is not the same. */
function constantOf(
  { fields, derived }: RawRows,
  name: RawColumn,
): string | null {
  const field = derived[name] ?? fields[name] ?? "NULL";
  return /^(?:NULL|'[^']*')$/.test(field) ? field : null;
}

/** Returns the value of a column over those that are stored. */
function valueOf(rows: RawRows, name: RawColumn): string {
  const value = constantOf(rows, name) ?? rows.derived[name];
  return isStored(rows, name) || value === undefined
    ? `"${name}"`
    : `CAST(${value} AS ${rawColumns[name]})`;
}

/** Returns why a row is left out. */
function problemOf(rows: RawRows): string {
  const value = (name: RawColumn) => valueOf(rows, name);
  const [role, at] = [value("role"), value("at")];
  const [duration, bytes] = [value("duration_s"), value("bytes")];
  const sample = {
    metric: value("metric"),
    unit: value("unit"),
    value: value("value"),
  };
  return `CASE
    WHEN problem IS NOT NULL THEN problem
    WHEN ${at} IS NOT NULL AND NOT (${at} BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31')
      THEN 'its time is beyond the calendar'
    WHEN ${role} = 'operation' AND ${duration} IS NOT NULL
      AND NOT (${duration} >= 0 AND isfinite(${duration}))
      THEN 'its duration is negative or no number'
    WHEN ${bytes} IS NOT NULL AND NOT (${bytes} BETWEEN 0 AND 9007199254740991)
      THEN 'its bytes are negative or no number'
    WHEN ${role} = 'sample' AND (${sample.value} IS NULL OR NOT isfinite(${sample.value}))
      THEN 'its value is no number'
    WHEN ${role} = 'sample' AND ${sqlImpossibleSample(sample)}
      THEN 'its value is negative, which it cannot be' END`;
}

/** Longest text kept: an error may hold the body of a response. */
const MAX_TEXT_CHARS = 1000;

/** Cuts long texts only, which few are: to count the characters of each takes a fifth of the time of writing it. */
function textOf(rows: RawRows, name: RawColumn): string {
  const constant = constantOf(rows, name);
  if (constant !== null) {
    // Nothing inside of the quotes is one.
    const text = constant === "NULL" ? "" : constant.slice(1, -1);
    return `${sqlWord(text)} AS ${name}`;
  }
  return `CASE WHEN strlen(${name}) > ${MAX_TEXT_CHARS}
    THEN left(${name}, ${MAX_TEXT_CHARS})
    ELSE coalesce(${name}, '') END AS ${name}`;
}
