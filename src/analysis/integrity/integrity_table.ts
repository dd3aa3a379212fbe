/** Makes the table of the integrity checks. */
import { column, type Table, table } from "../../report/cells.ts";
import { readableCase } from "../overview/readable_ids.ts";
import { type CheckedRun, summariseChecks } from "./integrity.ts";

/** Makes a table of the runs by check and result, with the worst finding of each check. */
export function integrityTable(
  findings: readonly CheckedRun[],
  { caption, worst = true }: {
    readonly caption: string;
    /** Whether to print the first of the worst findings. @default {true} */
    readonly worst?: boolean;
  },
): Table {
  return table(summariseChecks(findings), [
    column.text("question", "Check"),
    column.number("pass", "Pass"),
    column.number("warn", "Warn"),
    column.number("fail", "Fail"),
    column.number("given", "By construction"),
    column.number("unknown", "Unknown"),
    ...worst
      ? [column.cell(
        "First of the worst",
        "left",
        ({ worst }: ReturnType<typeof summariseChecks>[number]) =>
          worst === null || worst.result === "pass"
            ? ""
            : `${readableCase(worst.case_id)}: ${worst.text}`,
      )]
      : [],
  ], { caption });
}
