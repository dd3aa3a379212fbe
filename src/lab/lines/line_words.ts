/** Which words of a line are compared to recognise it. */
import { DUE_DIGITS, type LineShape } from "./line_shape.ts";

/** Bytes of a window, and how many windows a line has at most. */
const WINDOW_BYTES = 8;
export const WINDOWS = 8;

/** Bytes of a line that are the same in every line of its shape, as a word of four bytes, low byte first. */
export interface FixedWord {
  readonly offset: number;
  readonly mask: number;
  readonly value: number;
}

/** Returns the words of a line that have bytes other than digits of its numbers; the last may overlap the one before. */
export function toFixedWords({ template, at }: LineShape): FixedWord[] {
  const isNumber = new Uint8Array(template.length);
  isNumber.fill(1, at.stream, at.stream + 2);
  isNumber.fill(1, at.metric, at.metric + 5);
  isNumber.fill(1, at.sequence, at.sequence + 12);
  isNumber.fill(1, at.due, at.due + DUE_DIGITS);
  const words: FixedWord[] = [];
  for (let begin = 0; begin < template.length; begin += 4) {
    const offset = Math.min(begin, template.length - 4);
    let [mask, value] = [0, 0];
    for (let byte = 0; byte < 4; byte++) {
      if (isNumber[offset + byte]) continue;
      mask |= 0xff << 8 * byte;
      value |= (template[offset + byte] ?? 0) << 8 * byte;
    }
    if (mask !== 0) words.push({ offset, mask, value });
  }
  return words;
}

/** Returns the offsets of windows that cover a line but its metric and the end of its sequence number. */
export function toWindows({ template, at }: LineShape): Int32Array {
  const regions = [
    [0, at.metric],
    [at.metric + 5, at.sequence + 8],
    [at.sequence + 12, template.length],
  ] as const;
  const offsets = regions.flatMap(([begin, end]) => {
    const count = Math.ceil((end - begin) / WINDOW_BYTES);
    return Array.from(
      { length: count },
      (_, i) => Math.min(begin + i * WINDOW_BYTES, end - WINDOW_BYTES),
    );
  });
  if (offsets.length > WINDOWS || offsets.some((offset) => offset < 0)) {
    throw new RangeError("Cannot match a shape whose fixed parts are as long");
  }
  // What is looked at twice does no harm.
  return new Int32Array(WINDOWS).map((_, i) => offsets[i] ?? 0);
}
