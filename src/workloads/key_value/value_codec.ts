/**
 * What is written into the keys. A value begins with its key and the serial of its write, `key-17:42:`, so that whoever reads
 * it can tell whether a later write was lost; the rest are bytes that look random, as zeros would be compressed.
 *
 * A value without room for that is the same at every write: `key-17:` and the same bytes, or, where not even those fit, a
 * colon and the end of the key, in which keys differ: never the key itself, which an answer may hold without the value.
 */

const encoder = new TextEncoder();
const [ZERO, NINE, COLON] = [48, 57, 58];

/** Digits of a serial that room is kept for, so that all values of a key are of one kind. */
const DIGITS = 10;

/** Bytes at the beginning of a value that tell all that is to be known of it; keys are shorter. */
export const HEAD = 48;

function hasSerial(key: string, size: number): boolean {
  return size >= key.length + DIGITS + 2;
}

/** How a value begins. */
function toMarker(key: string, serial: number, size: number): string {
  if (hasSerial(key, size)) return `${key}:${serial}:`;
  return size > key.length ? `${key}:` : `:${key.slice(key.length + 1 - size)}`;
}

/** Writes values of one size into a buffer that it uses again: what it returns is valid until its next call. */
export function toValueWriter(
  size: number,
): (key: string, serial: number) => Uint8Array {
  const buffer = toFiller(size);
  const head = buffer.slice(0, HEAD);
  return (key, serial) => {
    buffer.set(head);
    encoder.encodeInto(toMarker(key, serial, size), buffer);
    return buffer;
  };
}

/** A linear congruential generator is random enough not to be compressed. */
function toFiller(size: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/**
 * The serial of the write, from 1, that a value of `size` bytes under a key is of; only its first `HEAD` bytes are needed. 0
 * where it has no room for one, null where it was not written under this key.
 */
export function readSerial(
  value: Uint8Array,
  { key, size }: { readonly key: string; readonly size: number },
): number | null {
  if (!hasSerial(key, size)) {
    return startsWith(value, toMarker(key, 0, size)) ? 0 : null;
  }
  if (!startsWith(value, key) || value[key.length] !== COLON) return null;
  let serial = 0;
  let at = key.length + 1;
  for (; isDigit(value[at]); at++) {
    serial = 10 * serial + ((value[at] ?? ZERO) - ZERO);
  }
  return serial > 0 && value[at] === COLON ? serial : null;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** Whether a value begins with a text of ASCII. */
function startsWith(value: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (value[i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
