/** Parses the label of a table row or CSV column: `Network tx (avg, max) [MiB/s]`. */
import { maybeUnit } from "../../record/mod.ts";

export interface Label {
  /** Lower case words without brackets and punctuation: `network tx`. */
  readonly name: string;
  /** Unit as written in brackets, known or not; null if there is none. */
  readonly unit: string | null;
  /** Statistics that the label names, in order: `avg`, `max`. */
  readonly statistics: readonly string[];
}

const STATISTIC = /^(?:p\d+(?:\.\d+)?|avg|mean|median|min|max)$/;

/** Splits a label into name, unit and statistics; drops other words in round brackets from the name. */
export function toLabel(text: string): Label {
  let unit: string | null = null;
  let statistics: string[] = [];
  const name = text.replace(
    /\[([^[\]]*)\]|\(([^()]*)\)/g,
    (_, square, round) => {
      const inside: string = (square ?? round).trim();
      const words = inside.toLowerCase().split(/\s*,\s*/);
      // `[min]` is a unit and `(min)` a statistic.
      const isUnit = square !== undefined && maybeUnit(inside);
      if (!isUnit && words.every((word) => STATISTIC.test(word))) {
        statistics = words;
      } else if (inside && (square !== undefined || maybeUnit(inside))) {
        unit ??= inside;
      }
      return " ";
    },
  );
  return { name: normalise(name), unit, statistics };
}

function normalise(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}%~;]+/gu, " ").trim();
}

/** Converts a label's name to a metric or key: `network_tx`; empty if it has no letter or digit. */
export function slug(name: string): string {
  return name.replace(/[^\p{L}\p{N}]+/gu, "_").replace(/^_+|_+$/g, "");
}
