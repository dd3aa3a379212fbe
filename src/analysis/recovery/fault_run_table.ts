/** Makes the table of every run with a fault. */
import { column, type Table, table } from "../../report/cells.ts";
import { readableSession } from "../overview/readable_ids.ts";
import { LIMITS_HEADING } from "../overview/report_headings.ts";
import { markOf } from "../overview/run_caveats.ts";
import { faultLabel, type FaultStudy } from "./fault_study.ts";
import type { Recovery } from "./recovery.ts";
import {
  formatCensoredTime,
  type RecoveryDefinition,
  recoveryDefinitions,
} from "./recovery_times.ts";

/** Times that a narrow screen folds away: of one node, and after healing. */
const details: ReadonlySet<RecoveryDefinition> = new Set([
  "nodeGap",
  "healGap",
  "healLeader",
  "caughtUp",
  "recoveredAfterHealing",
]);

function noteOf(run: Recovery): string {
  return run.status === "ok" ? markOf(run) : run.notes;
}

/** Makes a table of every run and its recovery times, also of those that were skipped or failed. */
export function faultRunTable(study: FaultStudy): Table {
  const definitions = Object.keys(recoveryDefinitions) as RecoveryDefinition[];
  const struck = ({ status }: Recovery) => status !== "ok";
  return table(study.runs, [
    column.text((run) => faultLabel(study, run), "Fault"),
    column.text(
      ({ session }) => readableSession(session ?? ""),
      "Session began",
      {
        detail: true,
      },
    ),
    column.number("repetition", "#", { detail: true }),
    column.status("status", "Status", {
      note: noteOf,
      see: (run) => noteOf(run) === "" ? "" : LIMITS_HEADING,
    }),
    column.number("background_load", "Other work [cores]", {
      decimals: 2,
      detail: true,
    }),
    column.percent(
      ({ lost, attempted }) => attempted === 0 ? null : lost / attempted,
      "Failed or late",
      { struck },
    ),
    column.text("hit", "Hit", { detail: true }),
    ...definitions.map((definition) =>
      column.cell<Recovery>(
        recoveryDefinitions[definition].label,
        "right",
        (run) => ({
          text: formatCensoredTime(run[definition]),
          sort: run[definition]?.seconds ?? null,
          struck: struck(run),
        }),
        { detail: details.has(definition) },
      )
    ),
  ], {
    caption: "Runs, also those that were skipped or failed",
    headline:
      "Other work: processor cores that neither the nodes nor the load generator used, mean from before the fault until watching ended; a run is disturbed above half a core.",
  });
}
