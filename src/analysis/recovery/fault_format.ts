/** Prints what faults cost, and columns that several of their tables share. */
import { formatPercent } from "../../record/mod.ts";
import { type Column, column } from "../../report/cells.ts";
import type { CostShare, FaultCost } from "./fault_costs.ts";
import type { FaultRow } from "./fault_study.ts";
import { timesOf } from "./fault_study.ts";
import {
  formatTimes,
  type RecoveryDefinition,
  recoveryDefinitions,
  type RecoveryTimes,
} from "./recovery_times.ts";

/** Formats the interval of a share, or why there is none, with the runs and sessions. */
export function formatShareInterval(cost: CostShare): string {
  const { lower, upper, n, sessions } = cost;
  if (lower === null || upper === null) {
    return n > 1 ? `the same in all ${n} runs` : "a single run";
  }
  const decimals = shareDecimals(cost);
  const [from, to] = [lower, upper].map((one) => formatPercent(one, decimals));
  return `${from} to ${to}, n = ${n}${
    sessions > 1 ? ` in ${sessions} sessions` : ""
  }`;
}

/** Formats a mean share, `8.76 %`; a dash without one. */
export function formatShare(cost: CostShare): string {
  return cost.mean === null
    ? "–"
    : formatPercent(cost.mean, shareDecimals(cost));
}

/** Returns the decimals of a share in percent: two below 10 %. */
export function shareDecimals({ mean }: CostShare): number {
  return (mean ?? 0) < 0.1 ? 2 : 1;
}

/** Returns a column of the mean share of operations that failed or were late. */
export function shareColumn<Row>(
  label: string,
  share: (row: Row) => CostShare,
): Column<Row> {
  return column.cell<Row>(label, "right", (row) => {
    const cost = share(row);
    if (cost.mean === null) return { text: "–", note: "no run", sort: null };
    return {
      text: formatShare(cost),
      sort: cost.mean,
      note: formatShareInterval(cost),
    };
  });
}

/** Returns a column of the recovery times of a fault by one definition. */
export function timesColumn<Row>(
  label: string,
  definition: RecoveryDefinition,
  times: readonly RecoveryTimes[],
  faultOf: (row: Row) => Pick<FaultCost, "fault" | "pre_vote">,
): Column<Row> {
  return column.cell<Row>(label, "right", (row) => {
    const found = timesOf(times, faultOf(row), definition);
    if (!found) return { text: "–", sort: null };
    return { ...formatTimes(found), sort: found.median?.upper ?? null };
  });
}

/** Returns the columns of these recovery times, each with its own label. */
export function timesColumns(
  definitions: readonly RecoveryDefinition[],
  times: readonly RecoveryTimes[],
): Column<FaultRow>[] {
  return definitions.map((definition) =>
    timesColumn<FaultRow>(
      recoveryDefinitions[definition].label,
      definition,
      times,
      (fault) => fault,
    )
  );
}

/** Returns the columns of the fault and of its valid runs. */
export function faultColumns(): Column<FaultRow>[] {
  return [
    column.text<FaultRow>("label", "Fault"),
    column.number<FaultRow>(({ runs }) => runs.length, "n"),
  ];
}
