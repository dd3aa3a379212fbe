/** The finding on forwarders in full: every attribute with who passed it, and how. */
import { compareText, formatValue } from "../../record/mod.ts";
import { bullets, md, type Prose } from "../../report/cells.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import type { ForwarderStudy } from "../forwarding/forwarder_study.ts";
import { leftOut } from "../forwarding/revisions.ts";
import {
  isComplete,
  type LineAccount,
  outOfOrder,
} from "../forwarding/measures/line_accounts.ts";
import { HARNESS } from "../forwarding/throughput_lines.ts";
import {
  type ForwardingAttribute,
  forwardingAttributes,
} from "../forwarding/verdicts/attributes.ts";
import type { VerdictKind } from "../forwarding/verdicts/verdict.ts";
import { counted } from "./answer_parts.ts";

const order: readonly VerdictKind[] = [
  "pass",
  "pass with loss",
  "fail",
  "not supported",
  "not engaged",
  "invalid",
];

const words: Readonly<Record<VerdictKind, string>> = {
  pass: "passed",
  "pass with loss": "passed but for lines on their way when a sink died",
  fail: "failed",
  "not supported": "not supported",
  "not engaged": "not shown, as the mechanism did not engage",
  invalid: "no run that counts",
  "not run": "not run",
};

/** What a finding is made of: the studies of one experiment or of several. */
type Study = Pick<
  ForwarderStudy,
  "cells" | "runs" | "variants" | "revisions"
>;

/** Describes every attribute in a bullet: the forwarders by verdict, each with its runs and what it lost. */
export function describeForwarding(studies: readonly Study[]): Prose {
  const cells = studies.flatMap(({ cells }) => cells);
  const runs = studies.flatMap(({ runs }) => runs);
  const own = cells.filter(({ system, kind }) =>
    system !== HARNESS && kind !== "not run"
  );
  if (own.length === 0) return md`There is no run of a forwarder on record.`;
  const attributes = Object.keys(forwardingAttributes) as ForwardingAttribute[];
  const lines = attributes.flatMap((attribute) => {
    const asked = studies.flatMap(({ cells, variants }) =>
      cells.filter((cell) => cell.attribute === attribute && own.includes(cell))
        .map((cell) => ({ cell, variants: variantsOf(cell, variants) }))
    );
    const { label, passes } = forwardingAttributes[attribute];
    return asked.length === 0 ? [] : [
      md`**${label}** (passes if ${passes}): ${describeKinds(asked)}.`,
    ];
  });
  const not =
    runs.filter(({ verdict: { kind } }) =>
      kind === "invalid" || kind === "not run"
    ).length;
  const earlier = leftOut(studies.flatMap(({ revisions }) => revisions));
  return md`A forwarder is judged by the worst of its runs: one run that lost lines outweighs four that did not, and runs that passed do not prove that the next one does. The relay ${"embedded"} comes with Loadline, shows that the procedure works, and is in no count of the first screen. Of ${
    counted(runs.length, "run")
  }, ${not === 0 ? "all count" : `${counted(not, "run")} did not count`}${
    earlier === 0
      ? ""
      : `; ${counted(earlier, "run")} of earlier revisions are left out`
  }.\n\n${bullets([...lines, ...describeCopies(runs)])}`;
}

/** A cell with the ways in which its attribute was asked, if there are several. */
interface AskedCell {
  readonly cell: AttributeCell;
  readonly variants: readonly AttributeCell[];
}

function variantsOf(
  { system, attribute }: AttributeCell,
  variants: readonly AttributeCell[],
): AttributeCell[] {
  const own = variants.filter((one) =>
    one.system === system && one.attribute === attribute
  );
  return own.length > 1 ? own : [];
}

function describeKinds(cells: readonly AskedCell[]): string {
  return order.flatMap((kind) => {
    const own = cells.filter(({ cell }) => cell.kind === kind);
    return own.length === 0
      ? []
      : [`${words[kind]}: ${own.map(describeAsked).join(", ")}`];
  }).join("; ");
}

const ends: Readonly<Partial<Record<VerdictKind, string>>> = {
  fail: "failed",
  "pass with loss": "with loss",
};

/** Returns `rsyslog (10 runs; with loss: killed 1 of 2, lost at most 1,200; frozen-killed 2 of 2, lost at most 76,563)`. */
function describeAsked({ cell, variants }: AskedCell): string {
  const end = ends[cell.kind];
  if (variants.length === 0) return describeCell(cell);
  const alike = variants.filter(({ kind }) => kind === cell.kind);
  return `${nameOf(cell)} (${counted(cell.n, "run")}${
    end === undefined
      ? ""
      : `; ${end}: ${
        alike.map(({ variant, worst, n, most_lost }) =>
          `${variant} ${worst} of ${n}${
            most_lost ? `, lost at most ${formatValue(most_lost, "")}` : ""
          }`
        ).join("; ")
      }`
  })`;
}

/** Names a forwarder, or all of a chain of different ones: the version of a chain has their names. */
function nameOf({ system, system_version }: AttributeCell): string {
  const names = system_version.split(", ").map((name) => name.split(" ")[0]);
  return new Set(names).size > 1 ? names.join(" → ") : system;
}

/** Returns `rsyslog (5 runs, 2 of them with loss, lost at most 2,087, median 0)`. */
function describeCell(cell: AttributeCell): string {
  const { variant, n, kind, worst, median_lost, most_lost } = cell;
  const end = ends[kind];
  const parts = [
    variant,
    n === 0 ? "" : counted(n, "run"),
    end !== undefined && worst < n ? `${worst} of them ${end}` : "",
    most_lost === null || most_lost === 0
      ? ""
      : `lost at most ${formatValue(most_lost, "")}`,
    most_lost === null || most_lost === 0 || n === 1
      ? ""
      : `median ${formatValue(Math.round(median_lost ?? 0), "")}`,
  ].filter((part) => part !== "");
  const name = nameOf(cell);
  return parts.length === 0 ? name : `${name} (${parts.join(", ")})`;
}

/** Names the most copies, and the most lines out of order, that each forwarder made in a run: no verdict asks for them. */
function describeCopies(runs: ForwarderStudy["runs"]): Prose[] {
  const groups = Map.groupBy(
    runs.filter(({ measures: { run } }) => run.system !== HARNESS),
    ({ measures: { run } }) => run.system,
  );
  const parts = [...groups].toSorted(([a], [b]) => compareText(a, b))
    .flatMap(([system, own]) => {
      const copies = mostOf(own, ({ duplicates }) => duplicates);
      const behind = mostOf(own, outOfOrder);
      const said = [
        copies === 0 ? "" : `${formatValue(copies, "")} copies`,
        behind === 0 ? "" : `${formatValue(behind, "")} others out of order`,
      ].filter((part) => part !== "");
      return said.length === 0 ? [] : [`${system} ${said.join(", ")}`];
    });
  return parts.length === 0 ? [] : [
    md`**Copies and order** (in no verdict), the most at the sinks of one run: ${
      parts.join("; ")
    }.`,
  ];
}

function mostOf(
  runs: ForwarderStudy["runs"],
  count: (account: LineAccount) => number,
): number {
  return Math.max(
    0,
    ...runs.map(({ measures: { accounts, run } }) =>
      accounts.filter((account) => isComplete(account, run.topology))
        .reduce((sum, account) => sum + count(account), 0)
    ),
  );
}
