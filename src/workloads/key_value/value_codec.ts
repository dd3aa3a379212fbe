/**
 * Encodes and decodes values. A value begins with its key and the serial of its write, `key-17:42:`, so that a read
 * shows whether a later write was lost; the rest is pseudo-random, as zeros would be compressed.
 *
 * A value too small for that is the same at every write: `key-17:` and filler, or, if that does not fit, a colon
 * and the end of the key, in which keys differ: never the key itself, which a response may contain without the
 * value.
 */

const encoder = new TextEncoder();
const [ZERO, NINE, COLON] = [48, 57, 58];

/** Digits reserved for a serial, so that all values of a key have the same format. */
const SERIAL_DIGITS = 10;

/** Leading bytes of a value that contain its key and serial; keys are shorter. */
export const MARKER_BYTES = 48;

function hasSerial(key: string, size: number): boolean {
  return size >= key.length + SERIAL_DIGITS + 2;
}

/** Returns the beginning of a value. */
function toMarker(key: string, serial: number, size: number): string {
  if (hasSerial(key, size)) return `${key}:${serial}:`;
  return size > key.length ? `${key}:` : `:${key.slice(key.length + 1 - size)}`;
}

/** Returns a writer of values of one size. It reuses its buffer: a value is valid until the next call. */
export function toValueWriter(
  size: number,
): (key: string, serial: number) => Uint8Array {
  const buffer = toFiller(size);
  const head = buffer.slice(0, MARKER_BYTES);
  return (key, serial) => {
    buffer.set(head);
    encoder.encodeInto(toMarker(key, serial, size), buffer);
    return buffer;
  };
}

/** Fills a buffer from a linear congruential generator, which is random enough not to be compressible. */
function toFiller(size: number): Uint8Array<ArrayBuffer> {
  let state = 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  });
}

/**
 * Returns the serial, from 1, of the write that a value of `size` bytes is from; 0 if the value is too small for a
 * serial, null if it was not written under this key. Only the first `MARKER_BYTES` of the value are needed.
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

/** True if a value begins with an ASCII text. */
function startsWith(value: Uint8Array, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (value[i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
