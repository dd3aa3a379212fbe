/** Reads a threshold of a summary of k6, and whether it held. */
import type { ObjectiveResult } from "../../record/mod.ts";
import { toNumber } from "../load_frame/document.ts";
import type { K6Unit } from "./k6_units.ts";

/** What a summary says of a threshold. */
export interface K6Threshold {
  /** The threshold and its result, in words. */
  readonly text: string;
  /** Null if the summary does not say. */
  readonly hasHeld: boolean | null;
  /** True if it was written the other way around. */
  readonly isInverted: boolean;
  /** Null for an expression that is no single limit. */
  readonly objective: ObjectiveResult | null;
}

const EXPRESSION =
  /^\s*([a-z]+(?:\(\d+(?:\.\d+)?\))?)\s*(<=?|>=?)\s*(\d+(?:\.\d+)?)\s*$/;

/** Reads an expression such as `p(95)<500`; limit and value become base units. */
export function readThreshold(
  expression: string,
  { metric, values, unit, held }: {
    readonly metric: string;
    readonly values: ReadonlyMap<string, unknown>;
    /** Null if it is unknown. */
    readonly unit: K6Unit | null;
    /** `{"ok": true}` if it held; a bare `true` if it failed. */
    readonly held: unknown;
  },
): K6Threshold {
  const isInverted = typeof held === "boolean";
  const ok = isInverted
    ? !held
    : (held as { readonly ok?: unknown } | null)?.ok;
  const hasHeld = typeof ok === "boolean" ? ok : null;
  const word = hasHeld === null ? "unknown" : hasHeld ? "held" : "failed";
  const text = `${metric}: ${expression} ${word}`;
  const [, statistic = "", sign = "", limit] = EXPRESSION.exec(expression) ??
    [];
  if (limit === undefined) {
    return { text, hasHeld, isInverted, objective: null };
  }
  const isShare = statistic === "rate" || statistic === "count";
  // The second shape writes a rate as `value`.
  const written = values.get(statistic) ??
    (statistic === "rate" ? values.get("value") : undefined);
  const value = toNumber(written);
  // A share and a count have no unit, whatever the metric contains.
  const own = isShare ? null : unit;
  const [scale, symbol] = [own?.factor ?? 1, own?.unit ?? ""];
  return {
    text,
    hasHeld,
    isInverted,
    objective: {
      metric: objectiveOf(metric, statistic, symbol),
      is: sign.startsWith("<") ? "at most" : "at least",
      limit: Number(limit) * scale,
      value: value === null ? null : value * scale,
      result: hasHeld === null ? "unknown" : hasHeld ? "met" : "missed",
    },
  };
}

/** Returns a name by which reports print a percentile as a duration; in others the unit is part of the name. */
function objectiveOf(metric: string, statistic: string, unit: string): string {
  const [, percent] = /^p\((\d+)\)$/.exec(statistic) ?? [];
  return percent !== undefined && unit === "s"
    ? `${metric}_p${percent}`
    : `${metric} ${statistic}${unit === "" ? "" : ` in ${unit}`}`;
}
