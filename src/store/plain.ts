/** Converts DuckDB's values to plain JavaScript values. */
import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";

/**
 * Converts integers to numbers (to text beyond 2^53), times to ISO 8601 text in UTC, dates to `YYYY-MM-DD`, lists to
 * arrays, structs and maps to objects; other types to their text.
 */
export function toPlain(value: DuckDBValue): unknown {
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (value === null || typeof value !== "object") return value;
  if (
    value instanceof DuckDBTimestampValue ||
    value instanceof DuckDBTimestampTZValue
  ) {
    return toIso(value.micros) ?? value.toString();
  }
  if (value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBDecimalValue) return value.toDouble();
  if (value instanceof DuckDBListValue) return value.items.map(toPlain);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(
      Object.entries(value.entries).map(([key, item]) => [key, toPlain(item)]),
    );
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(
      value.entries.map(({ key, value }) => [String(key), toPlain(value)]),
    );
  }
  return value.toString();
}

/**
 * Formats microseconds since 1970 as ISO 8601 in milliseconds, or microseconds where needed; null beyond JavaScript's
 * dates.
 */
function toIso(micros: bigint): string | null {
  const millis = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = Number(micros - millis * 1000n);
  if (Math.abs(Number(millis)) > 8.64e15) return null;
  const text = new Date(Number(millis)).toISOString();
  return rest === 0
    ? text
    : text.replace("Z", `${String(rest).padStart(3, "0")}Z`);
}
