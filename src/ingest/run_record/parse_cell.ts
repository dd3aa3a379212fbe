/** Parses a hand-typed cell of a run record: `40-100`, `20, 24, 24`, `0.33 ~ 26`, `400 / 12k (*)`. */
import { maybeUnit } from "../../record/mod.ts";

/** One number of a cell, or the word in its place. */
export interface ReportedValue {
  /** Index of the row's quantity, from 0. */
  readonly quantity: number;
  readonly statistic: string;
  /** Null for a word in place of the number. */
  readonly value: number | null;
  /** Unit written in the cell, or null. */
  readonly unit: string | null;
  /** Note beside the number: `OOM`, `*`, `unclear`. */
  readonly annotation: string;
  readonly struck: boolean;
}

export interface ParsedCell {
  /** Empty for a blank cell, and for one that cannot be read. */
  readonly values: readonly ReportedValue[];
  /** Reason why the cell cannot be read, or empty. */
  readonly problem: string;
}

export interface CellOptions {
  /** Number of quantities that the row's label names. @default {1} */
  readonly quantities?: number;
  /** Separator of the quantities. @default {""} */
  readonly separator?: "~" | ";" | "";
  /** Statistics that the row's label names. @default {[]} */
  readonly statistics?: readonly string[];
}

type Scalar = Pick<ReportedValue, "value" | "unit" | "annotation">;
type Reading = Scalar & { readonly statistic: string };

const WORD = /^(?:OOM|unclear|n\/a|tbd|none|[-–—?!*]+)$/i;
const SCALAR =
  /^(~|≈|<=?|>=?|≤|≥)?\s*([+-]?(?:(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(.*)$/is;
const SUFFIX =
  /^([kKM](?![A-Za-zµ/])|\s*(?!OOM)[%A-Za-zµ][A-Za-z/%]*)?((?:\s*(?:[*+!]|OOM|\([^()]*\)))*)$/i;

const SCALES = new Map([["k", 1e3], ["K", 1e3], ["M", 1e6]]);

/**
 * Parses a cell as a whole or not at all: nothing is guessed, so that `1,500,00` has a problem and no value.
 *
 * A range gives the statistics `min` and `max` (`p99_min` and `p99_max` if the label names only the statistic p99); a
 * single number under a label that names several has the statistic `value`. A `~` with spaces around it separates
 * quantities, one without them is a range.
 */
export function parseCell(
  text: string,
  { quantities = 1, separator = "", statistics = [] }: CellOptions = {},
): ParsedCell {
  const written = text.trim().replace(/\s+/g, " ");
  if (written === "") return { values: [], problem: "" };
  const inner = /^~~(.+)~~$/s.exec(written)?.[1]?.trim();
  const parts = split(inner ?? written, separator);
  if (parts.length > quantities) {
    return problem(`holds ${parts.length} quantities, not ${quantities}`);
  }
  const values: ReportedValue[] = [];
  for (const [quantity, part] of parts.entries()) {
    if (part === "") continue;
    const readings = readPart(part, statistics);
    if (typeof readings === "string") return problem(readings);
    for (const reading of readings) {
      values.push({ quantity, ...reading, struck: inner !== undefined });
    }
  }
  return values.length > 0
    ? { values, problem: "" }
    : problem("holds no figure");
}

function problem(reason: string): ParsedCell {
  return { values: [], problem: reason };
}

function split(text: string, separator: CellOptions["separator"]): string[] {
  if (separator === "~") return text.split(/(?:^|\s+)~(?:\s+|$)/);
  if (separator === ";") return text.split(/\s*;\s*/);
  return [text];
}

/** Parses one quantity; returns its values, or why it cannot be read. */
function readPart(
  part: string,
  statistics: readonly string[],
): Reading[] | string {
  if (statistics.length <= 1) return readValue(part, statistics[0] ?? "value");
  const pieces = part.split(/,\s+/);
  if (pieces.length === 1) return readValue(part, "value");
  if (pieces.length !== statistics.length) {
    return `lists ${pieces.length} figures, not ${statistics.length}`;
  }
  const readings: Reading[] = [];
  for (const [i, piece] of pieces.entries()) {
    const reading = readValue(piece, statistics[i] ?? "value");
    if (typeof reading === "string") return reading;
    readings.push(...reading);
  }
  return readings;
}

function readValue(text: string, statistic: string): Reading[] | string {
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

/** Parses one number with sign, unit and notes, or a word for an unknown number; null for other text. */
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
