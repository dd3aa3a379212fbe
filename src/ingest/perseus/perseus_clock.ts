/** Reads the times of a Perseus log, whose clock has twelve hours. */
import { isDigit } from "../source/number.ts";

const HALF_DAY_MS = 12 * 3600 * 1000;

/** Length of a time in characters. */
export const CLOCK_CHARS = "2018/01/16 09:02:41".length;

/** Length of a day, and the blank behind it. */
const DAY_CHARS = "2018/01/16 ".length;
const DAY = /^(\d{4})\/(\d\d)\/(\d\d) $/;
const DATE =
  /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d+) (\d\d:\d\d:\d\d) UTC (\d{4})$/;

/**
 * Returns a parser of times such as `2018/01/16 09:02:41` into Unix ms: from an offset on, NaN for other bytes. Caches the
 * day, as the lines follow each other.
 */
export function clockReader(): (bytes: Uint8Array, from: number) => number {
  const day = new Uint8Array(DAY_CHARS);
  let midnight = NaN;
  return (bytes, from) => {
    let at = 0;
    while (at < DAY_CHARS && day[at] === bytes[from + at]) at++;
    if (at < DAY_CHARS) {
      day.set(bytes.subarray(from, from + DAY_CHARS));
      midnight = startOfDay(String.fromCharCode(...day));
    }
    const clock = from + DAY_CHARS;
    const hours = twoDigits(bytes, clock);
    const minutes = twoDigits(bytes, clock + 3);
    const seconds = twoDigits(bytes, clock + 6);
    const isClock = bytes[clock + 2] === COLON && bytes[clock + 5] === COLON &&
      hours < 24 && minutes < 60 && seconds < 60;
    return isClock
      ? midnight + ((hours * 60 + minutes) * 60 + seconds) * 1000
      : NaN;
  };
}

const [ZERO, COLON] = [48, 58];

/** Returns the number that two digits make; NaN for other bytes. */
function twoDigits(bytes: Uint8Array, from: number): number {
  const tens = bytes[from]!;
  const ones = bytes[from + 1]!;
  return isDigit(tens) && isDigit(ones)
    ? (tens - ZERO) * 10 + ones - ZERO
    : NaN;
}

function startOfDay(text: string): number {
  const [, year, month, day] = DAY.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T00:00:00Z`);
}

/** Returns true for a line of `date` in UTC. */
export function isDate(line: string): boolean {
  return DATE.test(line);
}

/** Parses a line of `date` in UTC into Unix ms. */
export function maybeDate(line: string): number | undefined {
  const [, month, day, clock, year] = DATE.exec(line) ?? [];
  const time = Date.parse(`${day} ${month} ${year} ${clock} UTC`);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * Returns the Unix time in ms of second 0, from the time of a second (`written`) and from the date above (`dated`), as the
 * log's clock has only twelve hours. `dated` is null if the two do not match; the true time may then be twelve hours later.
 */
export function startOf(
  { second, time }: { readonly second: number; readonly time: number },
  date: number | null,
): { readonly written: number; readonly dated: number | null } {
  const written = time - second * 1000;
  const off = date === null ? NaN : Math.abs(written - date) % HALF_DAY_MS;
  return {
    written,
    // The date was printed at second 0; the twelve-hour clock may be half a day off.
    dated: date !== null && off < 60_000
      ? written + Math.round((date - written) / HALF_DAY_MS) * HALF_DAY_MS
      : null,
  };
}

/** Returns true if the written time of a second contradicts its number by more than a second. */
export function isOffClock(
  second: number,
  time: number,
  written: number,
): boolean {
  const distance = Math.abs(written + second * 1000 - time);
  if (distance <= 1000) return false;
  const off = distance % HALF_DAY_MS;
  return Math.min(off, HALF_DAY_MS - off) > 1000;
}
