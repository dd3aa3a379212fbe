/** Schema of a report's answer as plain data, which a notebook cell displays and both kinds of report render. */
import { z } from "zod";

/** MIME type of an answer's plain data. */
export const ANSWER_MIME = "application/vnd.loadline.answer+json";

/** What a tile or a limit means; it decides the colour and the symbol, never the words. */
export const Meaning = z.enum(["ok", "failed", "unsure", "neutral"]);
export type Meaning = z.infer<typeof Meaning>;

/** One key figure. All parts are plain text. */
export const Tile = z.strictObject({
  /** What the figure is, in a few words: `Load line`. */
  label: z.string(),
  /** Formatted, without its unit: `315,600`. */
  value: z.string(),
  /** Empty for a bare number. */
  unit: z.string(),
  /** Interval or range with its kind: `95 % interval 18.5 to 47.7 %`; empty for an exact count. */
  interval: z.string(),
  /** What was counted: `n = 5 runs`. */
  n: z.string(),
  meaning: Meaning,
});
export type Tile = z.infer<typeof Tile>;

/** What limits the answer, as a label that links to the detail. */
export const Limit = z.strictObject({
  /** A few words: `provisional`, `14 runs imported`. */
  label: z.string(),
  /** Text of the heading under which the detail stands. */
  heading: z.string(),
  meaning: Meaning,
});
export type Limit = z.infer<typeof Limit>;

/** Answer as plain data; also the check of answers in untrusted cell outputs. */
export const AnswerData = z.strictObject({
  /** One or two short sentences, as Markdown. */
  verdict: z.string(),
  /** Three to five, the most important first. */
  tiles: z.array(Tile),
  limits: z.array(Limit),
});
export type AnswerData = z.infer<typeof AnswerData>;

/** Symbol of each meaning, so that none is told by colour alone; empty for neutral. */
export const meaningSymbols: Readonly<Record<Meaning, string>> = {
  ok: "✓",
  failed: "✗",
  unsure: "?",
  neutral: "",
};

/** Word of each meaning, for readers who do not see the symbol; empty for neutral. */
export const meaningWords: Readonly<Record<Meaning, string>> = {
  ok: "good",
  failed: "bad",
  unsure: "uncertain",
  neutral: "",
};

/** Joins the symbol, the value and the unit of a tile, as text: `✓ 315,600 datapoints/min`. */
export function tileFigure({ meaning, value, unit }: Tile): string {
  return [meaningSymbols[meaning], value, unit].filter((part) => part !== "")
    .join(" ");
}
