/** A block of whole lines, the unit in which the relay moves them. */

const LINE_FEED = 10;

/** Whole lines, each with its line feed. */
export interface Block {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lines: number;
}

/** Makes a block of bytes that end with a line feed. */
export function toBlock(bytes: Uint8Array<ArrayBuffer>): Block {
  return { bytes, lines: countLines(bytes) };
}

/** Counts line feeds. */
export function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (
    let at = bytes.indexOf(LINE_FEED);
    at >= 0;
    at = bytes.indexOf(LINE_FEED, at + 1)
  ) lines++;
  return lines;
}

/** Returns the length up to and with the last line feed; 0 if there is none. */
export function wholeLength(bytes: Uint8Array): number {
  return bytes.lastIndexOf(LINE_FEED) + 1;
}
