/** SQL that makes rows of a table from what `staged_table.ts` staged of them, or `shown_rows.ts` shows. */
import type { Column } from "../model/columns.ts";
import { sqlText } from "../model/sql_text.ts";

/** What the numbers of a column turned out to be. */
export interface FoundNumbers {
  hasNull: boolean;
  hasFraction: boolean;
}

/** Column of numbers. */
export interface StagedNumbers extends Readonly<FoundNumbers> {
  readonly name: string;
}

/** Column of texts. */
export interface StagedTexts {
  readonly name: string;
  /** Numbers of the texts, in order. */
  readonly words: Map<string, number>;
  /** False once the texts are too many or too long to be numbered. */
  areWords: boolean;
}

/** Table of staged rows. */
export interface Segment {
  readonly table: string;
  /** What its rows have in common, by its text as JSON, in order. */
  readonly shapes: ReadonlyMap<string, object>;
  /** Columns of texts that are staged as the numbers of words. */
  readonly coded: ReadonlySet<string>;
}

interface Staged {
  readonly columns: readonly Column[];
  readonly segments: readonly Segment[];
  readonly numbers: readonly StagedNumbers[];
  readonly texts: readonly StagedTexts[];
}

/** Returns the SELECT of all columns of a table, with the rows of one segment after those of another. */
export function selectStaged(staged: Staged): string {
  const fields = staged.columns.map((column) =>
    expressions(staged, column).map((field) => `${field} AS "${column.name}"`)
  );
  return staged.segments.map(({ table }, i) =>
    `SELECT ${fields.map((segments) => segments[i]).join(", ")} FROM ${table}`
  ).join(" UNION ALL ");
}

/**
 * Returns the SELECT of all columns of a table whose texts are shown in the columns that `toWordColumn()` names, unless all
 * rows have the same in a column; a text may end with a number.
 */
export function selectWords({ table, columns, numbers, same }: {
  /** What the rows are shown as, with its brackets. */
  readonly table: string;
  readonly columns: readonly Column[];
  readonly numbers: readonly StagedNumbers[];
  /** What all rows have, or begin with, as SQL, by column. */
  readonly same: ReadonlyMap<string, string>;
}): string {
  const fields = columns.map(({ name, type }) => {
    const number = numbers.find((column) => column.name === name);
    if (number !== undefined && type !== "VARCHAR") {
      return `${numberExpression(number, type)} AS "${name}"`;
    }
    const begin = same.get(name) ?? `"${toWordColumn(name)}"`;
    return number === undefined
      ? `${begin} AS "${name}"`
      : `concat(${begin}, ${endExpression(number)}) AS "${name}"`;
  });
  return `SELECT ${fields.join(", ")} FROM ${table}`;
}

/** Returns the name of the column with the texts of another, or their beginnings. */
export function toWordColumn(name: string): string {
  return `${name}_word`;
}

/** Returns the expression of a column for each segment. */
function expressions(
  { segments, numbers, texts }: Staged,
  { name, type }: Column,
): string[] {
  const text = texts.find((column) => column.name === name);
  if (text !== undefined) {
    const words = [...text.words.keys()].map(toSql);
    return segments.map(({ coded }) =>
      coded.has(name)
        ? pick(words, { type: toEnum(words), at: name })
        : `"${name}"`
    );
  }
  const number = numbers.find((column) => column.name === name);
  const common = segments.map(({ shapes }) =>
    [...shapes.values()].map((shape) =>
      toSql((shape as Readonly<Record<string, unknown>>)[name])
    )
  );
  if (number !== undefined && type !== "VARCHAR") {
    return segments.map(() => numberExpression(number, type));
  }
  const isText = type === "VARCHAR" || type === "JSON";
  const sqlType = isText && number === undefined ? toEnum(common.flat()) : type;
  return common.map((values) => {
    const shared = pick(values, { type: sqlType, at: "shape" });
    return number === undefined
      ? shared
      : `concat(${shared}, ${endExpression(number)})`;
  });
}

/** Returns the value of a list at the index that a column holds. */
function pick(
  values: readonly string[],
  { type, at }: { readonly type: string; readonly at: string },
): string {
  return new Set(values).size === 1
    ? `CAST(${values[0]} AS ${type})`
    : `CAST([${values.join(", ")}] AS ${type}[])["${at}" + 1]`;
}

/** Returns a staged number; NaN stands for null. */
function fieldOf({ name, hasNull }: StagedNumbers): string {
  return hasNull ? `nullif("${name}", CAST('nan' AS DOUBLE))` : `"${name}"`;
}

function numberExpression(
  number: StagedNumbers,
  type: Column["type"],
): string {
  const field = fieldOf(number);
  switch (type) {
    case "DOUBLE":
      return field;
    case "TIMESTAMP":
      // Nearly always in whole milliseconds, or seconds.
      if (!number.hasFraction) {
        return `make_timestamp(CAST(${field} AS BIGINT) * 1000)`;
      }
      return `make_timestamp(CAST(floor(${field}) AS BIGINT) * 1000 +
        CAST(round((${field} - floor(${field})) * 1000) AS BIGINT))`;
    default:
      return `CAST(${field} AS ${type})`;
  }
}

/** Returns the end of a text: a number as JavaScript prints it, where `endsText()` is true. */
function endExpression(number: StagedNumbers): string {
  const field = fieldOf(number);
  const whole = `CAST(CAST(${field} AS BIGINT) AS VARCHAR)`;
  return number.hasFraction
    ? `CASE WHEN floor(${field}) = ${field} THEN ${whole} ELSE CAST(${field} AS VARCHAR) END`
    : whole;
}

/** Returns a type whose values are written to Parquet as the text they are, in a third of the time. */
function toEnum(values: readonly string[]): string {
  const words = [...new Set(values)].filter((value) => value !== NULL);
  return words.length === 0 ? "VARCHAR" : `ENUM(${words.join(", ")})`;
}

const NULL = "NULL";

function toSql(value: unknown): string {
  return value === null || value === undefined
    ? NULL
    : typeof value === "string"
    ? sqlText(value.toWellFormed())
    : String(value);
}
