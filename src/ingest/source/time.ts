/** Converts Unix times to ISO 8601 for years of four digits. */

/** The last millisecond of the year 9999. */
const MAX_TIME_MS = Date.UTC(10_000, 0, 1) - 1;
/** The first millisecond of the year 0. */
const MIN_TIME_MS = -62167219200000;

/** The second of the last time and its text: a file's times follow each other, and `Date` is slow for millions. */
let second = NaN;
let secondText = "";
let minute = NaN;
let minuteText = "";
const SECONDS = Array.from({ length: 60 }, (_, i) => `${digits(i, 2)}.`);
const MILLISECONDS = Array.from({ length: 1000 }, (_, i) => `${digits(i, 3)}Z`);

function digits(value: number, count: number): string {
  return String(value).padStart(count, "0");
}

/** Returns whole Unix milliseconds as `maybeTime` keeps them; NaN for NaN and outside the years 0 to 9999. */
export function wholeMs(ms: number): number {
  return ms >= MIN_TIME_MS && ms <= MAX_TIME_MS ? Math.trunc(ms) : NaN;
}

/** Converts Unix milliseconds to ISO 8601 in UTC; null for NaN and outside the years 0 to 9999. */
export function maybeTime(ms: number): string | null {
  if (!(ms >= MIN_TIME_MS && ms <= MAX_TIME_MS)) return null;
  const whole = Math.trunc(ms);
  const at = Math.floor(whole / 1000);
  if (at !== second) {
    second = at;
    const start = Math.floor(at / 60);
    if (start !== minute) {
      minute = start;
      minuteText = new Date(start * 60_000).toISOString().slice(0, 17);
    }
    secondText = minuteText + SECONDS[at - start * 60];
  }
  return secondText + MILLISECONDS[whole - at * 1000];
}

/** Converts whole Unix microseconds to ISO 8601 in UTC; null for NaN, fractions, and outside the years 1685 to 2255. */
export function maybeMicroTime(us: number): string | null {
  if (!Number.isSafeInteger(us)) return null;
  const ms = Math.floor(us / 1000);
  const time = maybeTime(ms);
  return time === null
    ? null
    : `${time.slice(0, -1)}${digits(us - ms * 1000, 3)}Z`;
}
