/** Compares the value in a response with the value that a read expects. */

/** The value that a read must return. */
export interface ExpectedValue {
  /** Bytes of the value. */
  readonly size: number;
  /**
   * Returns why a value of that size is not the expected one; empty if it is. Of the value, which is valid during
   * the call only, at least the first `COMPARED_BYTES` are passed.
   */
  readonly mismatch: (value: Uint8Array) => string;
}

/** Leading bytes of a value that are compared; of the rest only the length counts. */
export const COMPARED_BYTES = 96;

/** Error of a response without a value that could be compared. */
export const WRONG_VALUE = "answered without the value that was written";

/** Expects exactly these bytes. */
export function toExpectedValue(value: Uint8Array): ExpectedValue {
  return {
    size: value.length,
    mismatch: (found) => startsWith(found, value) ? "" : WRONG_VALUE,
  };
}

function startsWith(found: Uint8Array, value: Uint8Array): boolean {
  const length = Math.min(value.length, COMPARED_BYTES);
  for (let i = 0; i < length; i++) {
    if (found[i] !== value[i]) return false;
  }
  return true;
}

/** Returns why `body` is not the expected value; empty if it is. */
export function findMismatch(
  body: Uint8Array,
  { size, mismatch }: ExpectedValue,
): string {
  return body.length === size ? mismatch(body) : WRONG_VALUE;
}

const QUOTE = 34;
const latin1 = new TextDecoder("latin1");

/** Returns why no string of a JSON document is the expected value in base64; empty if one is. */
export function findBase64Mismatch(
  body: Uint8Array,
  { size, mismatch }: ExpectedValue,
): string {
  const length = 4 * Math.ceil(size / 3);
  let error = WRONG_VALUE;
  for (
    let quote = body.indexOf(QUOTE);
    quote >= 0;
    quote = body.indexOf(QUOTE, quote + 1)
  ) {
    if (body[quote + 1 + length] !== QUOTE) continue;
    const text = body.subarray(quote + 1, quote + 1 + length);
    if (toDecodedSize(text) !== size) continue;
    const head = decode(text.subarray(0, COMPARED_BYTES / 3 * 4));
    if (head) error = mismatch(head);
    if (error === "") break;
  }
  return error;
}

const PADDING = 61;

/** Bytes that a base64 text decodes to. */
function toDecodedSize(text: Uint8Array): number {
  const padding = [text.at(-1), text.at(-2)].filter((byte) => byte === PADDING);
  return text.length / 4 * 3 - padding.length;
}

/** Decodes base64; null if the text is not valid. */
function decode(text: Uint8Array): Uint8Array | null {
  const letters = latin1.decode(text);
  return /^[A-Za-z0-9+/]*={0,2}$/.test(letters)
    ? Uint8Array.fromBase64(letters)
    : null;
}
