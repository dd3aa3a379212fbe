/** Tables of the report on forwarders: the verdicts with their evidence, and what each attribute measured. */
import { forwarderName } from "../forwarder_name.ts";
import { formatPercent, formatValue } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import { backgroundLoadLimits } from "../../validity/background_load.ts";
import type { AttributeCell, JudgedForwarding } from "../attribute_cells.ts";
import type { ForwarderStudy } from "../forwarder_study.ts";
import {
  type ForwardingAttribute,
  forwardingAttributes,
} from "../verdicts/attributes.ts";
import { attributeColumns } from "./attribute_columns.ts";
import {
  formatRange,
  groupColumns,
  type RunGroup,
  runGroups,
} from "./run_groups.ts";

/** Makes the table of all verdicts, each with the run on which it rests. */
export function attributeTable(
  { cells }: Pick<ForwarderStudy, "cells">,
): Table {
  const ran = cells.filter(({ kind }) => kind !== "not run");
  return table(ran, [
    column.text(
      ({ system, system_version }) => forwarderName(system, system_version),
      "Forwarder",
    ),
    column.text(
      ({ attribute, variant }) =>
        [forwardingAttributes[attribute].label, variant]
          .filter((part) => part !== "").join(", "),
      "Attribute",
      { see: ({ attribute }) => forwardingAttributes[attribute].label },
    ),
    column.text("kind", "Verdict", { bold: ({ kind }) => kind === "fail" }),
    column.cell("Runs", "right", runsCell),
    column.cell("Lost", "right", lostCell),
    column.text("reason", "Reason"),
    column.text("run_id", "Evidence"),
  ], {
    caption:
      "Every verdict, the worst of its repetitions, with the run it rests on",
    headline:
      `Runs: those with this verdict, of all that count; one beside which others took more than ${backgroundLoadLimits.fail} core counts, and is named as disturbed. Lost: lines over all sinks that should have had them, the median over the runs, with the least and the most. Of throughput those count that show whether ten million lines a minute are carried: without one at that rate, those at the lowest that broke.`,
    none: "There are no runs of forwarders yet.",
  });
}

function runsCell({ n, worst, disturbed, kind, undisturbed }: AttributeCell) {
  return {
    text: n === 0 ? "0" : `${worst} of ${n}`,
    sort: n,
    note: disturbed === 0
      ? ""
      : undisturbed === null
      ? "all disturbed"
      : undisturbed === kind
      ? `${disturbed} disturbed`
      : `${undisturbed} without ${disturbed} disturbed`,
  };
}

function lostCell({ least_lost, median_lost, most_lost }: AttributeCell) {
  if (least_lost === null || median_lost === null || most_lost === null) {
    return { text: "–", sort: null };
  }
  return {
    text: formatCount(median_lost),
    sort: median_lost,
    note: formatRange(least_lost, most_lost, formatCount),
  };
}

/** Makes the table of what is asked of a forwarder. */
export function questionsTable(): Table {
  return table(Object.values(forwardingAttributes), [
    column.text("label", "Attribute"),
    column.text("question", "Question"),
    column.text("proof", "Proof that a run shows it"),
    column.text("passes", "Passes if"),
  ], { caption: "What is asked, and what passes" });
}

/** Makes the table of one attribute: a row for each forwarder and way in which it was asked. */
export function attributeRunsTable(
  { runs }: { readonly runs: readonly JudgedForwarding[] },
  attribute: ForwardingAttribute,
): Table {
  const { label, question, passes } = forwardingAttributes[attribute];
  const groups = runGroups(runs, attribute);
  const { variant, note, columns } = attributeColumns[attribute];
  return table(groups, [...groupColumns<RunGroup>(variant), ...columns], {
    caption: `${label}: ${question}`,
    headline:
      `Passes if ${passes}. Values: median over the n runs, with the least and the most.${
        describeRange(groups)
      }${note === "" ? "" : ` ${note}`}`,
    none: "No run of this attribute is on record.",
  });
}

/** Says with which confidence the ranges of the groups hold the median of all runs that could be made, by their size. */
function describeRange(groups: readonly RunGroup[]): string {
  const sizes = new Set(
    groups.map(({ measures }) => measures.length).filter((n) => n > 1),
  );
  // All of n runs are on one side of the median with a probability of 2 * 0.5 ** n.
  const parts = [...sizes].toSorted((a, b) => a - b).map((n) =>
    `with ${formatPercent(1 - 2 ** (1 - n), 0)} confidence for n = ${n}`
  );
  return parts.length === 0
    ? ""
    : ` The range holds the true median ${parts.join(", ")}.`;
}

function formatCount(n: number): string {
  return formatValue(Math.round(n), "");
}
