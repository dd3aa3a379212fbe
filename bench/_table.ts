/** Formats rows of benchmarks as a Markdown table. */
import type { Row } from "./_measure.ts";

const header = [
  "what",
  "ours, median",
  "peer, median",
  "ratio",
  "min..max",
  "goal",
  "met",
];

/** A Markdown table with its columns aligned. */
export function toMarkdown(rows: readonly Row[]): string {
  const cells = rows.map(({ what, ours, peer, ratio, range, goal, met }) => [
    what,
    ours,
    peer,
    ratio,
    range,
    goal,
    met === null ? "" : met ? "met" : "not met",
  ]);
  const widths = header.map((name, i) =>
    Math.max(name.length, ...cells.map((row) => row[i]?.length ?? 0))
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const rule = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [line(header), rule, ...cells.map(line)].join("\n") + "\n";
}
