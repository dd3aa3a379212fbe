/** Whether an answer holds the value that was written. */

/** Bytes at the beginning that are compared: the value's marker, and more. The rest is told by its length. */
const MOST = 96;

/** Whether `body` is the value. */
export function isValue(body: Uint8Array, value: Uint8Array): boolean {
  return body.length === value.length && startsWith(body, value, 0);
}

/** Whether `body` has the value in base64 somewhere, as a whole word. */
export function holdsBase64(body: Uint8Array, value: Uint8Array): boolean {
  // Whole groups of three bytes, whose base64 is the same whatever follows.
  const word = encoder.encode(value.subarray(0, MOST / 4 * 3).toBase64());
  const length = 4 * Math.ceil(value.length / 3);
  const first = word[0] ?? -1;
  for (
    let at = body.indexOf(first);
    at >= 0;
    at = body.indexOf(first, at + 1)
  ) {
    if (
      startsWith(body, word, at) && !isBase64(body[at - 1]) &&
      isBase64(body[at + length - 1]) && !isBase64(body[at + length])
    ) return true;
  }
  return value.length === 0;
}

const encoder = new TextEncoder();

function startsWith(body: Uint8Array, value: Uint8Array, at: number): boolean {
  const length = Math.min(value.length, MOST);
  for (let i = 0; i < length; i++) {
    if (body[at + i] !== value[i]) return false;
  }
  return true;
}

function isBase64(byte: number | undefined): boolean {
  return byte !== undefined &&
    /[A-Za-z0-9+/=]/.test(String.fromCharCode(byte));
}
