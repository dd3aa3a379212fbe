/** Converts Unix times to ISO 8601 for years of four digits. */

/** The last millisecond of the year 9999. */
const MAX_TIME_MS = Date.UTC(10_000, 0, 1) - 1;
/** The first millisecond of the year 0. */
const MIN_TIME_MS = -62167219200000;

/** Converts Unix milliseconds to ISO 8601 in UTC; null for NaN and outside the years 0 to 9999. */
export function maybeTime(ms: number): string | null {
  return ms >= MIN_TIME_MS && ms <= MAX_TIME_MS
    ? new Date(ms).toISOString()
    : null;
}
