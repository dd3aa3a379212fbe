/** Distinguishes a line of the generator that was cut or joined from a foreign line. */
import { type LineShape, lineShapes } from "./line_shape.ts";

const shapes = Object.values(lineShapes);

/**
 * Returns whether bytes without a line feed, which are no whole line, are a part of one of our lines, or such parts
 * joined: they begin as a line does, end as one does, or are found within one. Empty is no part.
 */
export function isPartOfLine(bytes: Uint8Array): boolean {
  return shapes.some((shape) => {
    const { at, template } = shape;
    const { length } = bytes;
    const whole = template.length - 1;
    if (length >= at.stream && fits(bytes, 0, at.stream, shape, 0)) return true;
    const tail = whole - at.sequence;
    if (length >= tail) {
      const begin = length - tail;
      if (fits(bytes, begin, length, shape, at.sequence)) return true;
    }
    if (length === 0) return false;
    for (let from = 0; from + length <= whole; from++) {
      if (fits(bytes, 0, length, shape, from)) return true;
    }
    return false;
  });
}

/** Returns whether bytes `begin` to `end` are those of a line from its offset `from`; any digit stands for a zero. */
function fits(
  bytes: Uint8Array,
  begin: number,
  end: number,
  { template }: LineShape,
  from: number,
): boolean {
  for (let at = begin; at < end; at++) {
    const expected = template[from + at - begin] ?? 0;
    const byte = bytes[at] ?? 0;
    const isDigit = byte >= 48 && byte <= 57;
    if (expected === 48 ? !isDigit : byte !== expected) return false;
  }
  return true;
}
