/** Table of the runs on real control planes, beside those of the simulator. */
import { column, type Table, table } from "../../../report/cells.ts";
import { seenSeconds } from "../../recovery/censored_time.ts";
import { causeOf } from "../../validity/validity.ts";
import { faultName } from "../recovery/fault_name.ts";
import type { RealRun } from "../recovery/real_runs.ts";
import { KILL_CELLS } from "../runs/platform_runs.ts";

/** Makes the table of runs on real control planes. When the death of a cell is noticed stands beside each that dies. */
export function realRunTable(rows: readonly RealRun[]): Table {
  const time = (label: string, position: number) =>
    column.duration<RealRun>(
      ({ all }) => seenSeconds(all?.times[position]?.time),
      label,
    );
  const differs = new Set(rows.map(({ fill }) => fill)).size > 1;
  const recovery = rows.every(({ fault }) => fault === "none") ? [] : [
    column.text<RealRun>(
      (run) =>
        run.fault === "none"
          ? "none"
          : faultName(differs ? { ...run, fill: null } : run),
      "Fault",
      { note: ({ fault, death }) => fault === KILL_CELLS ? death.text : "" },
    ),
    column.number<RealRun>(({ all }) => all?.n ?? null, "Lost"),
    time("All back", 2),
    column.percent<RealRun>(({ all }) => all?.rate.rate ?? null, "Back"),
    column.duration<RealRun>(
      ({ all }) => all?.first_noticed ?? null,
      "First noticed",
    ),
    time("95 % back", 1),
  ];
  return table(rows, [
    column.text("system", "System"),
    column.number("cells", "Cells"),
    ...differs ? [column.percent<RealRun>("fill", "Fill")] : [],
    ...recovery,
    column.number(({ own }) => own?.instances ?? null, "Instances that ran"),
    column.percent(
      ({ own }) => own && own.pushes > 0 ? own.ok / own.pushes : null,
      "Pushes ok",
    ),
    column.duration(({ own }) => own?.filled ?? null, "Until all ran"),
    column.duration(({ own }) => own?.p50 ?? null, "An instance, median"),
    column.duration(({ own }) => own?.p99 ?? null, "p99"),
    column.text("status", "Status", { note: causeOf }),
    column.text("system_version", "Version", { detail: true }),
    column.text("case_id", "Case", { detail: true }),
    column.text("run_id", "Run", { detail: true }),
  ], {
    caption: "Runs on real control planes",
    headline:
      "Control planes and their stores are real, cells or nodes are simulated, and all share one machine. An instance: from the request until it ran. Times of a recovery are from the fault.",
    none: "No run on a real control plane is on record.",
  });
}
