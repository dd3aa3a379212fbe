/** Parses the times of the client's log. */
import { readDigits } from "../source/number.ts";

const MINUTE = /^\d{4}-\d\d-\d\d \d\d:\d\d$/;
const COLON = 58;

/** Length of a time in characters. */
export const CLOCK_CHARS = "2022-09-03 17:07:47:680".length;

/**
 * Returns a parser of times such as `2022-09-03 17:07:47:680`, taken as UTC, into Unix ms: from an offset of a text on,
 * NaN for other text. Caches the minute, as the lines follow each other.
 */
export function clockReader(): (text: string, from: number) => number {
  let [minute, start] = ["none", NaN];
  return (text, from) => {
    if (!text.startsWith(minute, from)) {
      const written = text.slice(from, from + 16);
      if (!MINUTE.test(written)) return NaN;
      minute = written;
      start = Date.parse(`${minute.replace(" ", "T")}:00Z`);
    }
    const second = readDigits(text, from + 17, from + 19, 2);
    const ms = readDigits(text, from + 20, from + CLOCK_CHARS, 3);
    const isTime = second >= 0 && second < 60 && ms >= 0 &&
      text.charCodeAt(from + 16) === COLON &&
      text.charCodeAt(from + 19) === COLON;
    return isTime ? start + second * 1000 + ms : NaN;
  };
}
