/** SQL that brings the rows of a file into the one form of raw rows. */
import { Outcome, sqlEnum } from "../../record/mod.ts";

const roles = ["operation", "sample", "told"] as const;

/** Columns of few values are enumerations: a byte a row, which is copied, compared and written as such. */
const [ROLE, OUTCOME] = [sqlEnum(roles), sqlEnum(Outcome.options)];

/** Returns a role as SQL, of the type of its column: to cast texts would look each of them up. */
export function sqlRole(role: (typeof roles)[number]): string {
  return `CAST('${role}' AS ${ROLE})`;
}

/** Returns an outcome as SQL, of the type of its column. */
export function sqlOutcome(outcome: Outcome): string {
  return `CAST('${outcome}' AS ${OUTCOME})`;
}

/** Columns of a raw row, and their types. */
export const rawColumns = {
  /** `operation`, `sample`, or `told` for a row that describes others. */
  role: ROLE,
  /** Why the row is left out; null if it is kept. */
  problem: "VARCHAR",
  /** Start of an operation, time of a sample. */
  at: "TIMESTAMP",
  kind: "VARCHAR",
  subject: "VARCHAR",
  duration_s: "DOUBLE",
  outcome: OUTCOME,
  error: "VARCHAR",
  code: "VARCHAR",
  bytes: "BIGINT",
  worker: "VARCHAR",
  metric: "VARCHAR",
  unit: "VARCHAR",
  value: "DOUBLE",
} as const;

/** Column of a raw row. */
export type RawColumn = keyof typeof rawColumns;

/** Expressions of columns of a raw row. */
export type RawExpressions = Readonly<Partial<Record<RawColumn, string>>>;

/** How the rows of a source become raw rows. */
export interface RawRows {
  /** Over the columns of the source; a column that a format has not is null. */
  readonly fields: RawExpressions;
  /** Over the columns of a raw row that are in `fields` and no constants: what these tell already is not stored. */
  readonly derived: RawExpressions;
  /** Relation, as SQL. */
  readonly source: string;
}

/** Returns a time, from text with or without an offset; null for other text. */
export function sqlTime(text: string): string {
  return `make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)))`;
}

/**
 * Returns a time from digits of Unix seconds, milliseconds, microseconds or nanoseconds, told by how many they are.
 * `number` is the text as a whole number, where it is read already.
 */
export function sqlUnixTime(
  text: string,
  number = `TRY_CAST(${text} AS BIGINT)`,
): string {
  // A number that is printed as it was written is made of digits; only others are worth a regular expression.
  return `CASE WHEN strlen(${text}) BETWEEN 9 AND 19 AND ${number} >= 0
      AND (CAST(${number} AS VARCHAR) = ${text} OR regexp_full_match(${text}, '[0-9]+'))
    THEN CASE
      WHEN strlen(${text}) <= 11 THEN make_timestamp(${number} * 1000000)
      WHEN strlen(${text}) <= 14 THEN make_timestamp(${number} * 1000)
      WHEN strlen(${text}) <= 17 THEN make_timestamp(${number})
      ELSE make_timestamp(${number} // 1000) END END`;
}

/** Returns the outcome of an HTTP status as text: that of a response, or none for `0`. */
export function sqlStatusOutcome(status: string): string {
  return `CASE
    WHEN TRY_CAST(${status} AS INTEGER) BETWEEN 200 AND 399
      THEN ${sqlOutcome("ok")}
    WHEN ${status} = '429' THEN ${sqlOutcome("rejected")}
    ELSE ${sqlOutcome("failed")} END`;
}

/** Returns the outcome of a request without a response, from the words of its error. */
export function sqlErrorOutcome(error: string): string {
  const has = (words: string) => `regexp_matches(${error}, '${words}', 'i')`;
  return `CASE
    WHEN ${has("time-?d? ?out|deadline exceeded")} THEN ${sqlOutcome("timeout")}
    WHEN ${has("connection refused|ECONNREFUSED")} THEN ${sqlOutcome("refused")}
    WHEN ${has("cancel|context done|aborted")} THEN ${sqlOutcome("cancelled")}
    ELSE ${sqlOutcome("failed")} END`;
}

/** Returns the SQL table function that reads CSV with these columns as text; what it cannot read is set apart. */
export function sqlCsv(
  path: string,
  { labels, delimiter, hasHeader, isCrlf }: {
    readonly labels: readonly string[];
    readonly delimiter: string;
    readonly hasHeader: boolean;
    readonly isCrlf: boolean;
  },
): string {
  const columns = labels.map((label) => `${literal(label)}: 'VARCHAR'`);
  return `read_csv(${path}, columns = {${columns.join(", ")}},
    auto_detect = false, header = ${hasHeader}, delim = ${literal(delimiter)},
    quote = '"', escape = '"', new_line = '${isCrlf ? "\\r\\n" : "\\n"}',
    store_rejects = true)`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
