/** Lays out text without a browser: estimated widths are rather too wide than too narrow. */

const narrow = new Set("fijlrtI.,:;'|!()[]/ \\·");
const wide = new Set("mwMW%@—…+−=<>~");

/** Estimated width of bold letters, relative to that of others. */
export const BOLD = 1.12;

/** Estimates the width of text in a sans-serif font, in pixels. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) {
    if (narrow.has(character)) ems += 0.4;
    else if (wide.has(character)) ems += 1;
    else if ((character.codePointAt(0) ?? 0) >= 0x1100) ems += 1;
    else ems += character >= "A" && character <= "Z" ? 0.7 : 0.62;
  }
  return ems * fontSize;
}

/** Breaks text into lines of at most `width` pixels; a wider word is cut with an ellipsis. */
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

/** Cuts text to a width in pixels, with an ellipsis if it was too wide. */
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

/** Label with the x of its line, in pixels. */
export interface Label {
  readonly text: string;
  readonly x: number;
}

/** Position of a label. */
export interface LabelPosition {
  /** 0 is the lowest. */
  readonly row: number;
  /** Left end of the text, in pixels. */
  readonly start: number;
}

/**
 * Places each label beside a line that rises from its x: to the right, or to the left if the right edge is too near.
 * Each takes the lowest row in which it overlaps no other label, if possible without a line that crosses a label.
 * Null for a label without room in `rows` rows.
 */
export function placeLabels(
  labels: readonly Label[],
  { right, fontSize, rows }: {
    readonly right: number;
    readonly fontSize: number;
    readonly rows: number;
  },
): (LabelPosition | null)[] {
  const boxes = labels.map(({ text, x }, index) => {
    const width = textWidth(text, fontSize);
    const flipped = x + LABEL_GAP + width > right;
    const start = flipped ? Math.max(0, x - LABEL_GAP - width) : x + LABEL_GAP;
    return { index, x, flipped, start, end: start + width, row: -1 };
  });
  // Starts at the edge that a text points to, so that lines of later labels do not cross earlier texts.
  const order = [
    ...boxes.filter(({ flipped }) => flipped).sort((a, b) => a.x - b.x),
    ...boxes.filter(({ flipped }) => !flipped).sort((a, b) => b.x - a.x),
  ];
  const candidates = Array.from({ length: rows }, (_, row) => row);
  for (const box of order) {
    const placed = order.filter(({ row }) => row >= 0);
    const free = candidates.filter((row) =>
      placed.every((other) =>
        other.row !== row || other.end + LABEL_GAP < box.start ||
        box.end + LABEL_GAP < other.start
      )
    );
    const uncrossed = free.find((row) =>
      placed.every((other) =>
        !(other.row > row && crosses(other.x, box)) &&
        !(other.row < row && crosses(box.x, other))
      )
    );
    box.row = uncrossed ?? free[0] ?? -1;
  }
  return boxes.map(({ row, start }) => row < 0 ? null : { row, start });
}

/** Distance of a line and its label in pixels. */
const LABEL_GAP = 4;

function crosses(
  x: number,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  return x > start && x < end;
}
