/** How much room text takes, without a browser to measure it: estimates that are rather too wide than too narrow. */

const narrow = new Set("iljtfr.,:;'|!()[]{}/\\ ·-");
const wide = new Set("mwMW%@—…");

/** Estimated width of text in a sans-serif font, in pixels. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) {
    if (narrow.has(character)) ems += 0.36;
    else if (wide.has(character)) ems += 0.95;
    else if ((character.codePointAt(0) ?? 0) >= 0x1100) ems += 1;
    else ems += character >= "A" && character <= "Z" ? 0.7 : 0.6;
  }
  return ems * fontSize;
}

/** Breaks text into lines no wider than a width in pixels; a word that is wider alone is cut with an ellipsis. */
export function wrapText(
  text: string,
  width: number,
  fontSize: number,
): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidth(joined, fontSize) <= width) {
      lines[lines.length - 1] = joined;
    } else {
      lines.push(clipText(word, width, fontSize));
    }
  }
  return lines;
}

/** Cuts text to a width in pixels, with an ellipsis where something is left out. */
export function clipText(
  text: string,
  width: number,
  fontSize: number,
): string {
  if (textWidth(text, fontSize) <= width) return text;
  const characters = [...text];
  while (
    characters.length > 1 &&
    textWidth(`${characters.join("")}…`, fontSize) > width
  ) characters.pop();
  return `${characters.join("")}…`;
}

/** A label and the place it belongs to, in pixels. */
export interface Label {
  readonly text: string;
  readonly x: number;
}

/**
 * Places labels to the right of their x in as few rows as it takes for none to overlap, row 0 lowest. From right to left, so
 * that a line from a higher row down to its x meets no label. A label that would pass the right edge is moved to the left.
 */
export function placeLabels(
  labels: readonly Label[],
  { right, fontSize }: { readonly right: number; readonly fontSize: number },
): { readonly row: number; readonly start: number }[] {
  const gap = 10;
  const starts: number[] = [];
  const placed = new Array<{ row: number; start: number }>(labels.length);
  const order = [...labels.entries()].sort(([, a], [, b]) => b.x - a.x);
  for (const [index, { text, x }] of order) {
    const width = textWidth(text, fontSize);
    const start = Math.max(0, Math.min(x, right - width));
    const free = starts.findIndex((next) => start + width + gap <= next);
    const row = free === -1 ? starts.length : free;
    starts[row] = start;
    placed[index] = { row, start };
  }
  return placed;
}
