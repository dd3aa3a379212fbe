/** Makes the tables of sessions, and of what changed from one to the next. */
import {
  formatEstimate,
  formatPercent,
  formatProbability,
} from "../../record/mod.ts";
import { type Column, column, type Table, table } from "../../report/cells.ts";
import { repetitionsNeeded } from "../../statistics/mod.ts";
import { LEVEL } from "../overview/comparison.ts";
import { readableCase, readableSession } from "../overview/readable_ids.ts";
import { formatPIs } from "./scaling_finding.ts";
import { type ScaleStudy, sessionNumber, sessionRows } from "./scale_study.ts";
import {
  type ComparedCase,
  compareSessions,
  type SessionComparison,
} from "./session_comparison.ts";

/** Makes a table of the sessions of a study: their numbers, when they began and what they ran. */
export function sessionsTable(study: ScaleStudy): Table {
  return table(sessionRows(study), [
    column.number("number", "Session"),
    column.text(({ session }) => readableSession(session), "Began"),
    column.text("versions", "Version"),
    column.number("cases", "Cases"),
    column.number("runs", "Runs"),
    column.number("ok", "ok"),
    column.cell("Measured [s]", "right", ({ seconds }) => seconds),
  ], {
    caption: "Sessions",
    headline:
      "Numbered by the cases they ran. Cases are ranked and compared within a session.",
  });
}

/** Makes a table for each pair of consecutive sessions that share cases. */
export function sessionComparisonTables(study: ScaleStudy): Table[] {
  return compareSessions(study.runs).map((compared) =>
    table(compared.cases, [
      column.text(({ case_id }) => readableCase(case_id), "Case"),
      rateColumn("before", "Before [ok/s]", 0),
      rateColumn("after", "After [ok/s]", 1),
      column.cell("Ratio", "right", ({ ratio }) => ({
        text: `${ratio.toPrecision(2)}×`,
        sort: ratio,
      })),
      column.probability("p", "p", {
        note: ({ leastP }) => `least ${formatProbability(leastP)}`,
      }),
      column.probability("adjusted", "Adjusted p"),
      column.text("verdict", "Difference"),
    ], {
      caption: `Session ${
        sessionNumber(study, compared.after)
      } beside session ${sessionNumber(study, compared.before)}`,
      headline: describeComparison(compared),
    })
  );
}

function rateColumn(
  key: "before" | "after",
  label: string,
  place: 0 | 1,
): Column<ComparedCase> {
  return column.number(key, label, {
    digits: 3,
    note: ({ n }) => `n = ${n[place]}`,
  });
}

function describeComparison(
  { cases, ratio, lower, upper, p }: SessionComparison,
): string {
  const overCases = formatEstimate({ value: ratio, lower, upper });
  return `Median ratio over ${cases.length} cases ${overCases.text}× (${
    overCases.range || "no interval below six cases"
  }); over all cases together ${
    formatPIs(p)
  }, exact, runs exchanged within cases. Of single cases p is adjusted for ${cases.length} (Holm); too few runs: ${
    formatPercent(LEVEL)
  } cannot be reached, it takes ${
    repetitionsNeeded(LEVEL, { comparisons: cases.length })
  } of each case in either session.`;
}
