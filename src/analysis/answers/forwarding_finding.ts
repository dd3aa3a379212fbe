/** The finding on forwarders in full: every attribute with who passed it, and how. */
import { formatValue } from "../../record/mod.ts";
import { bullets, md, type Prose } from "../../report/mod.ts";
import type { AttributeCell } from "../forwarding/attribute_cells.ts";
import type { ForwarderStudy } from "../forwarding/forwarder_study.ts";
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
  "not supported": "cannot",
  "not engaged": "not shown, as the mechanism did not engage",
  invalid: "no run that counts",
  "not run": "not run",
};

/** Describes every attribute in a bullet: the forwarders by verdict, each with its runs and what it lost. */
export function describeForwarding(
  { cells, runs }: Pick<ForwarderStudy, "cells" | "runs">,
): Prose {
  const own = cells.filter(({ system, kind }) =>
    system !== HARNESS && kind !== "not run"
  );
  if (own.length === 0) return md`There is no run of a forwarder on record.`;
  const attributes = Object.keys(forwardingAttributes) as ForwardingAttribute[];
  const lines = attributes.flatMap((attribute) => {
    const asked = own.filter((cell) => cell.attribute === attribute);
    const { label, passes } = forwardingAttributes[attribute];
    return asked.length === 0 ? [] : [
      md`**${label}** (passes if ${passes}): ${describeKinds(asked)}.`,
    ];
  });
  const not =
    runs.filter(({ verdict: { kind } }) =>
      kind === "invalid" || kind === "not run"
    ).length;
  return md`A forwarder is judged by the worst of its runs: one run that lost lines outweighs four that did not, and runs that passed do not prove that the next one does. The relay ${"embedded"} comes with Loadline, shows that the procedure works, and is in no count of the first screen. Of ${
    counted(runs.length, "run")
  }, ${not === 0 ? "all count" : `${counted(not, "run")} did not count`}.\n\n${
    bullets(lines)
  }`;
}

function describeKinds(cells: readonly AttributeCell[]): string {
  return order.flatMap((kind) => {
    const own = cells.filter((cell) => cell.kind === kind);
    return own.length === 0
      ? []
      : [`${words[kind]}: ${own.map(describeCell).join(", ")}`];
  }).join("; ");
}

/** Returns `rsyslog (5 runs, 2 of them with loss, lost at most 2,087, median 0)`. */
function describeCell(
  { system, variant, n, kind, worst, median_lost, most_lost }: AttributeCell,
): string {
  const ends: Readonly<Partial<Record<VerdictKind, string>>> = {
    fail: "failed",
    "pass with loss": "with loss",
  };
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
  return parts.length === 0 ? system : `${system} (${parts.join(", ")})`;
}
