/** Reads values of a text by a table of its lines. */
import { addField, type Estimate, type ToolContext } from "./tool_fields.ts";

/** Line with a value: a pattern with two groups, label and value; what the value is, and its unit. */
export type LineRule = readonly [
  pattern: RegExp,
  kind: string,
  statistic: string,
  symbol: string,
];

/** Adds the values of the lines that rules find; returns how many. */
export function addLines(
  context: ToolContext,
  text: string,
  rules: readonly LineRule[],
): number {
  let found = 0;
  for (const [pattern, kind, statistic, symbol] of rules) {
    const [, label, value] = pattern.exec(text) ?? [];
    if (label === undefined) continue;
    addField(context, { label, value, kind, statistic, symbol });
    found++;
  }
  return found;
}

/** Adds percentiles of a text: a pattern, global, with two groups, percent and value. */
export function addPercentiles(
  context: ToolContext,
  text: string,
  { pattern, kind, symbol, estimate }: {
    readonly pattern: RegExp;
    readonly kind: string;
    readonly symbol: string;
    readonly estimate: Estimate;
  },
): void {
  for (const [, percent = "", value = ""] of text.matchAll(pattern)) {
    addField(context, {
      label: `${percent}%`,
      value,
      kind,
      statistic: `p${Number(percent)}`,
      symbol,
    }, estimate);
  }
}
