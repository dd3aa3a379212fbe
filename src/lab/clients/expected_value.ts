/** Whether an answer holds the value that was asked for. */

/** What a read is to find. */
export interface Expected {
  /** Bytes of the value. */
  readonly size: number;
  /**
   * Says why a value of that size is another than expected; empty if it is the one. It is given the value, of which only the
   * first `JUDGED` bytes need be there, and which is valid during the call only.
   */
  readonly judge: (value: Uint8Array) => string;
}

/** Bytes at the beginning of a value by which it is judged; the rest is told by its length. */
export const JUDGED = 96;

/** Why an answer is none where it has no value that could be judged. */
export const OTHER = "answered without the value that was written";

/** Expects these very bytes. */
export function toExpected(value: Uint8Array): Expected {
  return {
    size: value.length,
    judge: (found) => startsWith(found, value) ? "" : OTHER,
  };
}

function startsWith(found: Uint8Array, value: Uint8Array): boolean {
  const length = Math.min(value.length, JUDGED);
  for (let i = 0; i < length; i++) {
    if (found[i] !== value[i]) return false;
  }
  return true;
}

/** Why `body` is not the value; empty if it is. */
export function judgeValue(
  body: Uint8Array,
  { size, judge }: Expected,
): string {
  return body.length === size ? judge(body) : OTHER;
}

const QUOTE = 34;
const latin1 = new TextDecoder("latin1");

/** Why JSON does not have the value as a string in base64; empty if it has. */
export function judgeBase64(
  body: Uint8Array,
  { size, judge }: Expected,
): string {
  const length = 4 * Math.ceil(size / 3);
  let fault = OTHER;
  for (
    let quote = body.indexOf(QUOTE);
    quote >= 0;
    quote = body.indexOf(QUOTE, quote + 1)
  ) {
    if (body[quote + 1 + length] !== QUOTE) continue;
    const text = body.subarray(quote + 1, quote + 1 + length);
    if (toSize(text) !== size) continue;
    const head = decode(text.subarray(0, JUDGED / 3 * 4));
    if (head) fault = judge(head);
    if (fault === "") break;
  }
  return fault;
}

const PADDING = 61;

/** Bytes that a text in base64 stands for. */
function toSize(text: Uint8Array): number {
  const padding = [text.at(-1), text.at(-2)].filter((one) => one === PADDING);
  return text.length / 4 * 3 - padding.length;
}

/** Bytes of a text in base64; null for one that is not. */
function decode(text: Uint8Array): Uint8Array | null {
  const letters = latin1.decode(text);
  return /^[A-Za-z0-9+/]*={0,2}$/.test(letters)
    ? Uint8Array.fromBase64(letters)
    : null;
}
