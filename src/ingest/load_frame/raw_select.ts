/** SQL that brings the rows of a file into the one form of raw rows. */
import { Outcome, sqlEnum } from "../../record/mod.ts";
import { sqlImpossibleSample } from "../admission/impossible.ts";

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
const rawColumns = {
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

/** Expressions of the columns of a raw row; those that a format does not have are null. */
export type RawExpressions = Readonly<
  Partial<Record<keyof typeof rawColumns, string>>
>;

/** Returns the SELECT of raw rows from a source. */
export function selectRaw(expressions: RawExpressions, source: string): string {
  const fields = Object.entries(rawColumns).map(([name, type]) => {
    const expression = expressions[name as keyof typeof rawColumns] ?? "NULL";
    return `CAST(${expression} AS ${type}) AS "${name}"`;
  });
  return `SELECT ${fields.join(", ")} FROM ${source}`;
}

/** Longest text kept: an error may hold the body of a response. */
const MAX_TEXT_CHARS = 1000;

/** Returns the SELECT of raw rows, of which each that its table could not hold has a problem. */
export function checkRaw(select: string): string {
  return `SELECT * REPLACE (CASE
      WHEN problem IS NOT NULL THEN problem
      WHEN "at" IS NOT NULL AND NOT ("at" BETWEEN TIMESTAMP '0001-01-01' AND TIMESTAMP '9999-12-31')
        THEN 'its time is beyond the calendar'
      WHEN role = 'operation' AND duration_s IS NOT NULL
        AND NOT (duration_s >= 0 AND isfinite(duration_s))
        THEN 'its duration is negative or no number'
      WHEN bytes IS NOT NULL AND NOT (bytes BETWEEN 0 AND 9007199254740991)
        THEN 'its bytes are negative or no number'
      WHEN role = 'sample' AND (value IS NULL OR NOT isfinite(value))
        THEN 'its value is no number'
      WHEN role = 'sample' AND ${sqlImpossibleSample}
        THEN 'its value is negative, which it cannot be'
    END AS problem) FROM (${select})`;
}

/** Columns of the table `operations` from raw rows. */
export const operationFields = `CAST(rowid + 1 AS VARCHAR) AS operation_id,
  ${text("kind")}, ${text("subject")}, "at" AS started_at, duration_s, outcome,
  ${text("error")}, ${text("code")}, bytes, ${text("worker")}`;

const GENERATOR = sqlEnum(["generator"]);

/** Columns of the table `samples` from raw rows. */
export const sampleFields = `CAST('generator' AS ${GENERATOR}) AS source,
  ${text("metric")},
  coalesce(unit, '') AS unit, "at", value`;

/** Cuts long texts only, which few are: to count the characters of each takes a fifth of the time of writing it. */
function text(column: string): string {
  return `CASE WHEN strlen(${column}) > ${MAX_TEXT_CHARS}
    THEN left(${column}, ${MAX_TEXT_CHARS})
    ELSE coalesce(${column}, '') END AS ${column}`;
}

/** Returns a time, from text with or without an offset; null for other text. */
export function sqlTime(text: string): string {
  return `make_timestamp(epoch_us(TRY_CAST(${text} AS TIMESTAMPTZ)))`;
}

/** Returns a time from digits of Unix seconds, milliseconds, microseconds or nanoseconds, told by how many they are. */
export function sqlUnixTime(text: string): string {
  const digits = `TRY_CAST(${text} AS BIGINT)`;
  // A number that is printed as it was written is made of digits; only others are worth a regular expression.
  return `CASE WHEN strlen(${text}) BETWEEN 9 AND 19 AND ${digits} >= 0
      AND (CAST(${digits} AS VARCHAR) = ${text} OR regexp_full_match(${text}, '[0-9]+'))
    THEN CASE
      WHEN strlen(${text}) <= 11 THEN make_timestamp(${digits} * 1000000)
      WHEN strlen(${text}) <= 14 THEN make_timestamp(${digits} * 1000)
      WHEN strlen(${text}) <= 17 THEN make_timestamp(${digits})
      ELSE make_timestamp(${digits} // 1000) END END`;
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
