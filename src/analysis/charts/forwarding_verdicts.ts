/** Cells of the matrix of verdicts, and rows of the load lines of forwarders. */
import type { LoadBracket, Meaning, VerdictCell } from "../../figures/mod.ts";
import { formatValue, fromBase } from "../../record/mod.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import { forwarderName } from "../forwarding/forwarder_name.ts";
import {
  HARNESS,
  type ThroughputLine,
} from "../forwarding/throughput_lines.ts";
import {
  forwardingAttributes,
  REQUIRED_LINE_RATE,
} from "../forwarding/verdicts/attributes.ts";
import type { VerdictKind } from "../forwarding/verdicts/verdict.ts";

/** What a verdict means in a figure: a tool that lacks a mechanism and a run that shows nothing are no failures of a test. */
const meanings: Readonly<Record<VerdictKind, Meaning>> = {
  pass: "ok",
  "pass with loss": "late",
  fail: "failed",
  "not supported": "limit",
  "not engaged": "missing",
  invalid: "missing",
  "not run": "missing",
};

/** Lines of ten million a minute, in the plotted unit. */
export const REQUIRED_PER_MINUTE = fromBase(REQUIRED_LINE_RATE, "1/min");

/** Labels of all attributes that some forwarder was asked, in order. */
export function verdictColumns(cells: readonly AttributeCell[]): string[] {
  const asked = new Set(
    cells.filter(({ kind }) => kind !== "not run")
      .map(({ attribute }) => attribute),
  );
  return Object.entries(forwardingAttributes)
    .filter(([name]) => asked.has(name as AttributeCell["attribute"]))
    .map(([, { label }]) => label);
}

/** Returns a cell for each forwarder and attribute that was run: of throughput that with the most sinks. */
export function verdictMatrix(cells: readonly AttributeCell[]): VerdictCell[] {
  const shown = cells.filter((cell, i) =>
    cell.kind !== "not run" &&
    !(cell.attribute === "throughput" &&
      cells.slice(i + 1).some((other) =>
        other.system === cell.system && other.attribute === "throughput"
      ))
  );
  return shown.map((cell) => ({
    row: nameOf(cells, cell),
    column: forwardingAttributes[cell.attribute].label,
    meaning: meanings[cell.kind],
    verdict: cell.kind,
    text: cellText(cell),
    n: cell.n,
  }));
}

/** Names the row of a forwarder: the version of a chain names all of its hops, and is left out if another is known. */
function nameOf(
  cells: readonly AttributeCell[],
  { system, system_version }: AttributeCell,
): string {
  const other = cells.find((cell) =>
    cell.system === system && cell.attribute !== "chain" &&
    cell.system_version !== ""
  );
  return forwarderName(system, other?.system_version ?? system_version);
}

/** Says the verdict, how many of the runs had it, and what the worst of all lost; a line of the cell each. */
function cellText({ kind, most_lost, n, worst }: AttributeCell): string {
  const lost = most_lost === null || most_lost === 0
    ? []
    // A cell has room for six digits.
    : most_lost < 1e6
    ? [`−${formatValue(most_lost, "")}`]
    : [`−${formatValue(most_lost / 1e6, "", { digits: 3 })} M`];
  const lines: readonly string[] = kind === "pass with loss"
    ? ["with loss", `${worst} of ${n}`, ...lost]
    : kind === "not supported" || kind === "not engaged" || n === 0
    ? [kind, ...n === 0 ? [] : [`${worst} of ${n}`]]
    : [kind, `${worst} of ${n}`, ...lost];
  return lines.join("\n");
}

/** Returns the load lines of forwarders, the harness alone first of each number of sinks; rates in lines a minute. */
export function forwarderBrackets(
  lines: readonly ThroughputLine[],
): LoadBracket[] {
  const perMinute = (rate: number | null) =>
    rate === null ? null : fromBase(rate, "1/min");
  const results = {
    passed: "held",
    failed: "broke",
    inconclusive: "unknown",
  } as const;
  return lines.toSorted((a, b) =>
    a.sinks - b.sinks || rank(a) - rank(b) ||
    (b.line.passed ?? 0) - (a.line.passed ?? 0)
  ).map(({ system, system_version, sinks, line, steps }) => ({
    name: `${forwarderName(system, system_version)}, ${sinks} ${
      sinks === 1 ? "sink" : "sinks"
    }`,
    held: perMinute(line.passed),
    broke: perMinute(line.failed),
    runs: steps.map(({ rate, result, disturbed }) => ({
      load: fromBase(rate, "1/min"),
      result: results[result],
      doubtful: disturbed,
    })),
  }));
}

function rank({ system }: ThroughputLine): number {
  return system === HARNESS ? 0 : 1;
}
