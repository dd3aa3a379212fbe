/** Text of a record in the columns of a terminal: without control characters, and never wider than it seems. */

/**
 * Replaces control, format, surrogate and line separator characters, which could control the terminal, by U+FFFD. Drops
 * variation selectors, by which terminals disagree about the width of a character, and keeps three of the marks that are
 * stacked on one character.
 */
export function clean(text: string): string {
  return text.replace(/[\ufe00-\ufe0f]/g, "")
    .replace(/(\p{M}{3})\p{M}+/gu, "$1")
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * Returns the columns that text takes. Where terminals differ, as for emoji of several code points, the widest counts:
 * a line may then end early, but never wraps.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Truncates text to a number of columns, with an ellipsis, between characters as readers see them. */
export function cut(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  let kept = "";
  let left = width - 1;
  if (left < 0) return "";
  for (const { segment } of graphemes.segment(text)) {
    left -= textWidth(segment);
    if (left < 0) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Fits text into a number of columns: truncated, or filled with spaces at its end or at its start. */
export function fit(text: string, width: number, align: "left" | "right") {
  const shown = cut(text, width);
  const padding = " ".repeat(width - textWidth(shown));
  return align === "left" ? shown + padding : padding + shown;
}

/**
 * First and last code points that are wide or full-width by Unicode (East Asian Width W and F, UAX 11), gaps without
 * characters included; those that are shown as emoji are known to the regular expression engine.
 */
const wideRanges: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2630, 0x2637],
  [0x268a, 0x268f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1d300, 0x1d376],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

/** Combining marks without a width, and the vowels and finals that complete a Hangul syllable. */
const zeroWidth = /^[\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7ff]$/u;
/** Letters of flags are two columns as a pair, so one each. */
const emoji = /^(?!\p{Regional_Indicator})\p{Emoji_Presentation}$/u;

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (zeroWidth.test(character)) return 0;
  const isWide = emoji.test(character) ||
    wideRanges.some(([from, to]) => code >= from && code <= to);
  return isWide ? 2 : 1;
}
