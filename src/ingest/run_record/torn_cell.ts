/** Finds the cell that is cut off where a file ends in the middle of a table row. */

/** Text of whole cells. */
export interface WholeCells {
  readonly text: string;
  /** What was left out, and its line; null for nothing. */
  readonly torn: { readonly cell: string; readonly line: number } | null;
}

/**
 * Leaves out the last cell of a text whose last line is a row without the bar at its end that the row above has: the rest
 * of a number is another number.
 */
export function withoutTornCell(text: string): WholeCells {
  const start = text.lastIndexOf("\n") + 1;
  const last = text.slice(start).trimEnd();
  const above = start === 0
    ? ""
    : text.slice(text.lastIndexOf("\n", start - 2) + 1, start).trimEnd();
  const bar = lastBar(last);
  const isTorn = last.startsWith("|") && bar < last.length - 1 &&
    above.startsWith("|") && lastBar(above) === above.length - 1;
  if (!isTorn) return { text, torn: null };
  return {
    // Without its label a row is none.
    text: text.slice(0, start + (bar === 0 ? 0 : bar + 1)),
    torn: {
      cell: last.slice(bar + 1).trim(),
      line: text.slice(0, start).split("\n").length,
    },
  };
}

/** Returns the offset of the last bar of a line that separates cells; -1 if there is none. */
function lastBar(line: string): number {
  let at = line.lastIndexOf("|");
  while (at > 0 && line[at - 1] === "\\") at = line.lastIndexOf("|", at - 1);
  return at;
}
