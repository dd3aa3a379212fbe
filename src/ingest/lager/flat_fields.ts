/**
 * Reads some fields of a JSON object that holds nothing but texts and numbers, by character. `JSON.parse` takes several
 * times as long: it builds all fields, and keeps each short text that it has not seen in a table of the engine.
 */

/** Code units of JSON. */
const QUOTE = 34;
const COMMA = 44;
const MINUS = 45;
const COLON = 58;
const CLOSING = 125;

/** Length from which on a part of a text is no copy, and keeps all of it in memory. */
const PART_CHARS = 13;

/**
 * Returns the wanted fields of the object that stands from an offset to the end of a text; null if it holds anything but
 * texts without escapes and numbers, or is no such object, and must be parsed.
 */
export function flatFields(
  text: string,
  from: number,
  wanted: ReadonlySet<string>,
): Record<string, string | number> | null {
  const end = text.length - 1;
  if (text.charCodeAt(end) !== CLOSING || text.includes("\\", from)) {
    return null;
  }
  const fields: Record<string, string | number> = {};
  let at = from + 1;
  while (at < end) {
    if (text.charCodeAt(at) !== QUOTE) return null;
    const keyEnd = text.indexOf('"', at + 1);
    if (keyEnd < 0 || text.charCodeAt(keyEnd + 1) !== COLON) return null;
    const key = text.slice(at + 1, keyEnd);
    const begin = keyEnd + 2;
    const isText = text.charCodeAt(begin) === QUOTE;
    const stop = isText ? text.indexOf('"', begin + 1) : numberEnd(text, begin);
    if (stop < 0) return null;
    if (wanted.has(key)) {
      fields[key] = isText
        ? ownText(text.slice(begin + 1, stop))
        : Number(text.slice(begin, stop));
    }
    at = isText ? stop + 1 : stop;
    // A comma between two fields, and none behind the last.
    if (at === end) return fields;
    if (text.charCodeAt(at++) !== COMMA || at === end) return null;
  }
  return at === end && from + 1 === end ? fields : null;
}

/** Returns the offset behind a number of digits; -1 if there is none. */
function numberEnd(text: string, from: number): number {
  let at = text.charCodeAt(from) === MINUS ? from + 1 : from;
  const first = at;
  for (let code = text.charCodeAt(at); code >= 48 && code <= 57;) {
    code = text.charCodeAt(++at);
  }
  // Leading zeros are no JSON; decimals are left to the parser.
  const isNumber = at > first && !(at > first + 1 && text[first] === "0");
  const next = text.charCodeAt(at);
  return isNumber && (next === COMMA || next === CLOSING) ? at : -1;
}

function ownText(text: string): string {
  return text.length < PART_CHARS ? text : ` ${text}`.slice(1);
}
