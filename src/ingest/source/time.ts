/** Times that a calendar of four digits holds. */

/** The last millisecond of the year 9999. */
const LAST = Date.UTC(10_000, 0, 1) - 1;
/** The first millisecond of the year 0. */
const FIRST = -62167219200000;

/** Unix milliseconds as ISO 8601 in UTC; null for what no calendar of four digits holds, and for what is no number. */
export function maybeTime(ms: number): string | null {
  return ms >= FIRST && ms <= LAST ? new Date(ms).toISOString() : null;
}
