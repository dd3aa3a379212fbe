/** Prints a comparison for a terminal, a pull request, a program, or a CI server. */
import {
  escapeMarkdown,
  plainText,
  renderMarkdownTable,
  renderTextTable,
  type Table,
} from "../../../report/cells.ts";
import { toJsonText } from "../../../report/text/json_text.ts";
import { isDifference } from "../compare_metrics.ts";
import type { Comparison } from "../compare_sides.ts";
import { comparisonLimits, comparisonLine } from "../comparison_line.ts";
import {
  differencesTable,
  metricsTable,
  runsTable,
  singleTable,
  thresholdsTable,
} from "./comparison_tables.ts";
import { toJUnit } from "./junit.ts";

/** Printers by name of the format. */
export const comparisonFormats = {
  table: toText,
  markdown: toMarkdown,
  json: toJson,
  junit: toJUnit,
} as const;

/** Name of a format of `printComparison`. */
export type ComparisonFormat = keyof typeof comparisonFormats;

/** Prints a comparison; all formats but `junit` have the verdict first. Text of records is escaped for the format. */
export function printComparison(
  comparison: Comparison,
  format: ComparisonFormat,
): string {
  return comparisonFormats[format](comparison);
}

function toText(comparison: Comparison): string {
  const line = comparisonLine(comparison).replace(/\s+/g, " ");
  const limits = comparisonLimits(comparison).map((text) => `- ${text}`);
  const text = [
    [line, ...sidesOf(comparison)].join("\n"),
    ...tablesOf(comparison).map(renderTextTable),
    limits.join("\n"),
  ].filter((part) => part !== "").join("\n\n");
  return plainText(text);
}

/** Rows of metrics that stand in a pull request without a fold. */
const MAX_OPEN_ROWS = 12;
/** Characters of a comment, of which GitHub takes 65,536. */
const MAX_COMMENT_CHARS = 60_000;

function toMarkdown(comparison: Comparison): string {
  const { metrics } = comparison;
  const told = metrics.filter(({ verdict }) =>
    isDifference(verdict) || verdict === "cannot tell"
  );
  const open = (metrics.length <= MAX_OPEN_ROWS ? metrics : told)
    .slice(0, MAX_OPEN_ROWS);
  const [first, ...details] = tablesOf(comparison);
  const folded = metrics.length > open.length && first
    ? [first, ...details]
    : details;
  const text = withoutReferences(
    [
      `**${escapeMarkdown(comparisonLine(comparison))}**`,
      sidesOf(comparison).map((text) => `- ${escapeMarkdown(text)}`)
        .join("\n"),
      open.length > 0
        ? renderMarkdownTable(metricsTable(open, comparison))
        : "",
      comparisonLimits(comparison).map((text) => `- ${escapeMarkdown(text)}`)
        .join("\n"),
    ].filter((part) => part !== "").join("\n\n"),
  );
  if (folded.length === 0) return text;
  const inside = renderWithin(folded, MAX_COMMENT_CHARS - text.length);
  return `${text}\n\n<details>\n<summary>Details</summary>\n\n${inside}\n\n</details>`;
}

/** Renders tables within some characters: each has the rows that fit behind those before it, and says how many do not. */
function renderWithin(tables: readonly Table[], room: number): string {
  let left = room;
  return tables.map((one) => {
    const text = renderRows(one, left);
    left -= text.length;
    return text;
  }).join("\n\n");
}

function renderRows(one: Table, room: number): string {
  const { length } = one.rows;
  for (let n = length;;) {
    const text = withoutReferences(
      renderMarkdownTable({ ...one, rows: one.rows.slice(0, n) }),
    );
    if (n === length && text.length <= room) return text;
    if (n === 0 || text.length <= room) {
      return `${text}\n\n${
        length - n
      } of ${length} rows are left out: a comment takes no more. \`--format json\` has all.`;
    }
    n = Math.max(0, Math.min(n - 1, Math.floor(n * room / text.length)));
  }
}

/**
 * Breaks what GitHub makes a link of in any text: a name of the record must not call people, nor lead away. An empty
 * comment is not shown.
 */
function withoutReferences(markdown: string): string {
  return markdown.replace(
    /@(?=[\w-])|#(?=\d)|(?<=\bGH)-(?=\d)|:(?=\/\/)|(?<=\bwww)\./gi,
    "$&<!-- -->",
  );
}

function toJson(comparison: Comparison): string {
  return toJsonText(comparisonData(comparison));
}

/** Returns a comparison as JSON holds it: the verdict, what limits it, and all that they come from. */
export function comparisonData(comparison: Comparison) {
  const { a, b, pairs, within, warmUps, ...rest } = comparison;
  return {
    verdict: comparisonLine(comparison),
    limits: comparisonLimits(comparison),
    a,
    b,
    cases: pairs.map(({ name, apart, strata, aside }) => ({
      name,
      apart,
      aside: aside.map(({ run_id }) => run_id),
      sessions: strata.map(({ session, pooled, a, b }) => ({
        ...{ session, pooled },
        a: a.map(({ run_id }) => run_id),
        b: b.map(({ run_id }) => run_id),
      })),
    })),
    within: Object.fromEntries(within),
    warm_ups: Object.fromEntries(warmUps),
    ...rest,
  };
}

function sidesOf({ a, b }: Comparison): string[] {
  const describe = (name: string, { text, runs }: Comparison["a"]) => {
    const counted = runs.filter(({ status }) => status === "ok").length;
    const [first] = runs;
    const ids = runs.length === 1 && first ? `: ${first.run_id}` : "";
    return `${name}: ${text} (${runs.length} ${
      runs.length === 1 ? "run" : "runs"
    }, ${counted} of them counted${ids})`.replace(/\s+/g, " ");
  };
  return [describe("A", a), describe("B", b)];
}

/** Returns the tables that have rows, that of the metrics first. */
function tablesOf(comparison: Comparison): Table[] {
  const { metrics, thresholds, single, differences } = comparison;
  const { excluded, disturbed } = comparison;
  return [
    ...metrics.length > 0 ? [metricsTable(metrics, comparison)] : [],
    ...thresholds.length > 0 ? [thresholdsTable(thresholds)] : [],
    ...single.length > 0 ? [singleTable(single)] : [],
    ...differences.length > 0 ? [differencesTable(differences)] : [],
    ...excluded.length + disturbed.length > 0 ? [runsTable(comparison)] : [],
  ];
}
