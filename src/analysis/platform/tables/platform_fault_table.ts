/** Table of every run with a fault. */
import { column, type Table, table } from "../../../report/cells.ts";
import { seenSeconds } from "../../recovery/censored_time.ts";
import {
  type MissedObjectives,
  outcomeColumn,
} from "../../results/run_outcome.ts";
import { causeOf } from "../../validity/validity.ts";
import { compareFaults, faultName } from "../recovery/fault_name.ts";
import { ALL_KINDS } from "../recovery/recovery_curves.ts";
import type { RecoveryStudy } from "../recovery/recovery_study.ts";

/** Makes the table of every run with a fault: one that does not count, or missed an objective, says why. */
export function platformFaultTable(
  study: RecoveryStudy,
  missed: MissedObjectives,
): Table {
  const { cells, crowded, store } = study;
  const faults = new Map(
    [cells, crowded, store].flatMap(({ runs }) => runs)
      .map((fault) => [fault.run.run_id, fault]),
  );
  const rows = study.runs.toSorted(compareFaults).map((run) => {
    const all = faults.get(run.run_id)?.curves
      .find(({ kind }) => kind === ALL_KINDS);
    return { ...run, name: faultName(run), all };
  });
  const time = (label: string, position: number) =>
    column.duration<(typeof rows)[number]>(
      ({ all }) => seenSeconds(all?.times[position]?.time),
      label,
    );
  return table(rows, [
    column.text("name", "Fault", {
      note: ({ repetition }) => `repetition ${repetition}`,
    }),
    outcomeColumn<(typeof rows)[number]>("Run", missed, { note: causeOf }),
    column.number(({ all }) => all?.n ?? null, "Lost", { none: "none" }),
    column.percent(({ all }) => all?.rate.rate ?? null, "Back"),
    column.duration(({ all }) => all?.first_noticed ?? null, "First noticed"),
    time("95 % back", 1),
    time("All back", 2),
    column.duration(({ all }) => all?.routing_gap ?? null, "Routing gap", {
      detail: true,
    }),
    column.text("run_id", "Id", { detail: true }),
  ], {
    caption: "Every run with a fault",
    headline:
      "Routing gap: the longest time from an instance's running until requests reached it.",
    none: "There is no run with a fault.",
  });
}
