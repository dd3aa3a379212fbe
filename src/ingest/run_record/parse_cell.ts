/** One cell of a run record, as people type them, read into figures: `40-100`, `20, 24, 24`, `0.33 ~ 26`, `400 / 12k (*)`. */
import { maybeUnit } from "../../record/mod.ts";

/** One number of a cell, or the word that stands in its place. */
export interface Figure {
  /** Which of the row's quantities, from 0. */
  readonly quantity: number;
  readonly statistic: string;
  /** Null where a word stands in place of the number. */
  readonly value: number | null;
  /** Unit written in the cell itself, or null. */
  readonly unit: string | null;
  /** What stands beside the number: `OOM`, `*`, `unclear`. */
  readonly annotation: string;
  readonly struck: boolean;
}

export interface Cell {
  /** None for a blank cell, and for one that cannot be read. */
  readonly figures: readonly Figure[];
  /** Why the cell cannot be read, or empty. */
  readonly problem: string;
}

export interface CellOptions {
  /** How many quantities the row's label names. @default {1} */
  readonly quantities?: number;
  /** What separates them. @default {""} */
  readonly separator?: "~" | ";" | "";
  /** Statistics that the row's label names. @default {[]} */
  readonly statistics?: readonly string[];
}

type Scalar = Pick<Figure, "value" | "unit" | "annotation">;
type Reading = Scalar & { readonly statistic: string };

const WORD = /^(?:OOM|unclear|n\/a|tbd|none|[-–—?!*]+)$/i;
const SCALAR =
  /^(~|≈|<=?|>=?|≤|≥)?\s*([+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(.*)$/is;
const SUFFIX =
  /^([kKM](?![A-Za-zµ/])|\s*(?!OOM)[%A-Za-zµ][A-Za-z/%]*)?((?:\s*(?:[*+!]|OOM|\([^()]*\)))*)$/i;

const SCALES = new Map([["k", 1e3], ["K", 1e3], ["M", 1e6]]);

/**
 * Reads a cell. A cell is read as a whole or not at all: nothing is guessed, so that `1,500,00` has a problem and no figure.
 *
 * A range gives the statistics `min` and `max` (`p99_min` and `p99_max` where the label names the one statistic p99); a
 * single number under a label that names several has the statistic `value`. `~` between quantities stands in spaces, `~`
 * of a range does not.
 */
export function parseCell(
  text: string,
  { quantities = 1, separator = "", statistics = [] }: CellOptions = {},
): Cell {
  const written = text.trim().replace(/\s+/g, " ");
  if (written === "") return { figures: [], problem: "" };
  const inner = /^~~(.+)~~$/s.exec(written)?.[1]?.trim();
  const parts = split(inner ?? written, separator);
  if (parts.length > quantities) {
    return problem(`holds ${parts.length} quantities, not ${quantities}`);
  }
  const figures: Figure[] = [];
  for (const [quantity, part] of parts.entries()) {
    if (part === "") continue;
    const readings = readPart(part, statistics);
    if (typeof readings === "string") return problem(readings);
    for (const reading of readings) {
      figures.push({ quantity, ...reading, struck: inner !== undefined });
    }
  }
  return figures.length > 0
    ? { figures, problem: "" }
    : problem("holds no figure");
}

function problem(reason: string): Cell {
  return { figures: [], problem: reason };
}

function split(text: string, separator: CellOptions["separator"]): string[] {
  if (separator === "~") return text.split(/(?:^|\s+)~(?:\s+|$)/);
  if (separator === ";") return text.split(/\s*;\s*/);
  return [text];
}

/** The figures of one quantity, or why there are none. */
function readPart(
  part: string,
  statistics: readonly string[],
): Reading[] | string {
  if (statistics.length <= 1) return readFigure(part, statistics[0] ?? "value");
  const pieces = part.split(/,\s+/);
  if (pieces.length === 1) return readFigure(part, "value");
  if (pieces.length !== statistics.length) {
    return `lists ${pieces.length} figures, not ${statistics.length}`;
  }
  const readings: Reading[] = [];
  for (const [i, piece] of pieces.entries()) {
    const reading = readFigure(piece, statistics[i] ?? "value");
    if (typeof reading === "string") return reading;
    readings.push(...reading);
  }
  return readings;
}

function readFigure(text: string, statistic: string): Reading[] | string {
  const scalar = readScalar(text);
  if (scalar) return [{ statistic, ...scalar }];
  const named = (end: string) =>
    statistic === "value" ? end : `${statistic}_${end}`;
  const halves = text.split(/\s+\/\s+/);
  if (halves.length === 2) {
    const [nominal, measured] = halves.map(readScalar);
    if (nominal && measured) {
      return [
        { statistic: named("nominal"), ...nominal },
        { statistic: named("measured"), ...measured },
      ];
    }
  }
  const ends = /^([^\s~–-]+)(?:~(?!\s)|\s?[–-]\s?)(.+)$/s.exec(text);
  const [lower, upper] = ends
    ? [readScalar(ends[1] ?? ""), readScalar(ends[2] ?? "")]
    : [];
  if (lower && upper) {
    if (
      lower.value !== null && upper.value !== null && lower.value > upper.value
    ) return "is a range that runs backwards";
    return [
      { statistic: named("min"), ...lower },
      { statistic: named("max"), ...upper },
    ];
  }
  return /^[\d.]*,[\d,.]*$/.test(text)
    ? "groups its digits in a way that can be read as two numbers"
    : "is no number, range or list that is known here";
}

/** One number with what may stand around it, or one of the words that stand for a number nobody has. */
function readScalar(text: string): Scalar | null {
  if (WORD.test(text)) return { value: null, unit: null, annotation: text };
  const [, sign = "", digits, rest = ""] = SCALAR.exec(text) ?? [];
  if (digits === undefined) return null;
  const suffix = SUFFIX.exec(rest);
  if (!suffix) return null;
  const letters = suffix[1]?.trim() ?? "";
  const scale = SCALES.get(letters);
  if (letters && !scale && !maybeUnit(letters)) return null;
  const value = Number(digits.replaceAll(",", "")) * (scale ?? 1);
  if (!Number.isFinite(value)) return null;
  return {
    value,
    unit: letters && !scale ? letters : null,
    annotation: [sign, suffix[2]?.trim() ?? ""].filter(Boolean).join(" "),
  };
}
