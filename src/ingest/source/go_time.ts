/** Parses times and durations as programs in Go write them. */
import { exactPowers, readDigits } from "./number.ts";

const SECONDS = new Map([
  ["ns", 1e-9],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["μs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
]);
const DURATION = /^-?(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)([a-zµμ]+)/g;

/** Parses a duration such as `1m10.5s`, `27.288302ms` or `0` into seconds; undefined for other text. */
export function maybeGoDuration(text: string): number | undefined {
  const written = text.trim();
  if (written === "0") return 0;
  if (!DURATION.test(written)) return undefined;
  let seconds = 0;
  for (const [, number, unit = ""] of written.matchAll(PART)) {
    seconds += Number(number) * (SECONDS.get(unit) ?? NaN);
  }
  if (!Number.isFinite(seconds)) return undefined;
  // As written: a product such as 27.288302 * 1e-3 has other digits behind the fifteenth.
  return Number((written.startsWith("-") ? -seconds : seconds).toPrecision(15));
}

/** Decimals of a second, at most: nanoseconds. */
const MAX_DECIMALS = 9;
const TIME =
  /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/;

/** The last second with its zone, and its Unix time in µs: the times of a file follow each other. */
let [lastSecond, lastMicros] = ["", NaN];
/** The last second in UTC with its point, and its Unix time in µs; a text that no time begins with before there is one. */
let [lastUtc, lastUtcMicros] = ["none", NaN];

/**
 * Parses a time such as `2016-08-18T10:47:51.859-0700`, with or without the colon in its zone, into whole Unix
 * microseconds; NaN for other text. Digits behind the sixth are cut off.
 */
export function goTimeMicros(text: string): number {
  // Millions of times of a log are in UTC, and many in one second.
  if (text.startsWith(lastUtc) && text.endsWith("Z")) {
    const decimals = text.length - 1 - lastUtc.length;
    return decimals > 0 && decimals <= MAX_DECIMALS
      ? lastUtcMicros + fractionMicros(text, lastUtc.length, text.length - 1)
      : NaN;
  }
  const [, day = "", clock = "", fraction = "", zone = ""] = TIME.exec(text) ??
    [];
  if (day === "") return NaN;
  const second = day + clock + zone;
  if (second !== lastSecond) {
    lastSecond = second;
    lastMicros = isDay(day)
      ? Date.parse(`${day}T${clock}${withColon(zone)}`) * 1000
      : NaN;
  }
  if (zone === "Z" && fraction !== "") {
    [lastUtc, lastUtcMicros] = [`${day}T${clock}.`, lastMicros];
  }
  return lastMicros + fractionMicros(fraction, 0);
}

/** Returns false for a day that is not in the calendar, which `Date` would turn into another. */
function isDay(day: string): boolean {
  const ms = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(day);
}

function withColon(zone: string): string {
  return zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
}

/** Parses the decimals of a second between two offsets of a text into µs, 0 for none; NaN for other text. */
export function fractionMicros(
  text: string,
  from: number,
  to: number = text.length,
): number {
  const end = Math.min(to, from + 6);
  if (end <= from) return 0;
  const micros = readDigits(text, from, end, 6);
  const rest = end === to ? 0 : readDigits(text, end, to, 12);
  return micros < 0 || rest < 0 ? NaN : micros * exactPowers[6 - end + from]!;
}
