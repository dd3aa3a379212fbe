/** Makes the answer of a report: what its first screen says before any table or paragraph. */
import { z } from "zod";
import { renderTextTable } from "../table/render_table.ts";
import { escapeParagraph, plainText } from "../text/escape.ts";
import {
  ANSWER_MIME,
  AnswerData,
  Limit,
  Meaning,
  Tile,
} from "./answer_data.ts";
import { renderMarkdownAnswer, toTileTable } from "./answer_markdown.ts";
import type { Prose } from "./compose.ts";

const display: unique symbol = Symbol.for("Jupyter.display");

/** Answer that a notebook displays. */
export interface Answer extends AnswerData {
  readonly [display]: () => Record<string, unknown>;
}

/** Key figure, as a notebook writes it; what is left out is empty, the meaning `neutral`. */
export interface TileParts {
  /** What the figure is, in a few words: `Load line`. */
  readonly label: string;
  /** Formatted, without its unit: `315,600`. */
  readonly value: string;
  readonly unit?: string;
  /** Interval or range with its kind: `95 % interval 18.5 to 47.7 %`. */
  readonly interval?: string;
  /** What was counted: `n = 5 runs`. */
  readonly n?: string;
  readonly meaning?: Meaning;
}

/** Limit, as a notebook writes it; its meaning is `unsure` unless given. */
export interface LimitParts {
  /** A few words: `provisional`. */
  readonly label: string;
  /** Text of the heading under which the detail stands. */
  readonly heading: string;
  readonly meaning?: Meaning;
}

/** Parts of an answer. */
export interface AnswerParts {
  /** One or two short sentences in the reader's words; a string is text, so its marks are escaped. */
  readonly verdict: Prose | string;
  /** Three to five key figures, the most important first. */
  readonly tiles: readonly TileParts[];
  /** What limits the answer; imported, simulated and embedded results are added by the report. */
  readonly limits?: readonly LimitParts[];
}

/** Most characters of a tile's label, and of its value or unit. */
export const tileRoom = { label: 48, value: 28 } as const;
// What one screen can show; a longer part belongs into a section.
const MAX_VERDICT = 320, MAX_PART = 72;
const MAX_TILES = 5;

const text = (max: number) => z.string().max(max);
const Parts = AnswerData.extend({
  verdict: z.string().trim().min(1).max(MAX_VERDICT),
  tiles: z.array(Tile.extend({
    label: text(tileRoom.label).min(1),
    value: text(tileRoom.value).min(1),
    unit: text(tileRoom.value).default(""),
    interval: text(MAX_PART).default(""),
    n: text(MAX_PART).default(""),
    meaning: Meaning.default("neutral"),
  })).max(MAX_TILES),
  limits: z.array(Limit.extend({
    label: text(tileRoom.label).min(1),
    meaning: Meaning.default("unsure"),
  })).default([]),
});

/**
 * Makes the answer that the cell tagged `headline` ends with. Throws `RangeError` if a part is missing, or longer than
 * one screen can show.
 *
 * @example
 * ```ts
 * import { answer, md } from "loadline";
 *
 * const first = answer({
 *   verdict: md`Three nodes carry **${"12,400"}** operations a second.`,
 *   tiles: [{ label: "Load line", value: "12,400", unit: "1/s", n: "n = 3 runs" }],
 *   limits: [{ label: "one machine", heading: "Limits" }],
 * });
 * first.tiles.length; // 1
 * ```
 */
export function answer(parts: AnswerParts): Answer {
  const { verdict } = parts;
  const parsed = Parts.safeParse({
    ...parts,
    verdict: typeof verdict === "string"
      ? escapeParagraph(verdict)
      : verdict.markdown,
  });
  if (!parsed.success) {
    const reasons = z.prettifyError(parsed.error).replaceAll("\n", " ");
    throw new RangeError(`Cannot make an answer: ${reasons}`);
  }
  const data: AnswerData = parsed.data;
  return {
    ...data,
    [display]: () => ({
      [ANSWER_MIME]: data,
      "text/markdown": renderMarkdownAnswer(data),
      "text/plain": [
        plainText(data.verdict),
        data.tiles.length === 0 ? "" : renderTextTable(toTileTable(data.tiles)),
        data.limits.map(({ label }) => plainText(label)).join(", "),
      ].filter((part) => part !== "").join("\n"),
    }),
  };
}
