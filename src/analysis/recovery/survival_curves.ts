/** Curves of recovery times for charts: which can be drawn, and which were too short to be seen. */
import type { SurvivalCurve } from "../../figures/mod.ts";
import { faultLabel, type FaultStudy } from "./fault_study.ts";
import type { RecoveryDefinition } from "./recovery_times.ts";

/** Curves of one recovery time, one for each fault. */
export interface SurvivalCurves {
  readonly curves: readonly SurvivalCurve[];
  /** What the curves show, and the faults without one. */
  readonly caption: string;
}

/** Returns the survival curves of a recovery time by fault. */
export function survivalCurves(
  study: FaultStudy,
  definition: RecoveryDefinition,
): SurvivalCurves {
  const rows = study.times.filter((row) => row.definition === definition);
  const drawn = rows.filter(({ n, below, longest }) =>
    below < n && longest.seconds > 0
  );
  const without = rows.filter((row) => !drawn.includes(row))
    .map((row) => faultLabel(study, row));
  return {
    curves: drawn.map((row) => ({
      series: faultLabel(study, row),
      curve: row.curve,
    })),
    caption:
      `Share of runs in which it lasts longer, Kaplan-Meier; what was too short to be seen as long as it can be.${
        without.length === 0
          ? ""
          : ` Zero, or too short to be seen, in all runs of ${
            without.join(", ")
          }.`
      }`,
  };
}
