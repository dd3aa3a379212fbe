/** Tables of the recovery of a platform. */
import { formatDuration } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import type { CensoredDuration } from "../../../statistics/mod.ts";
import type {
  RecoverySummary,
  RepeatedTime,
} from "../recovery/recovery_summary.ts";
import type { RestartSummary } from "../recovery/restart_waits.ts";
import { faultName } from "../recovery/fault_name.ts";
import type { RunningShares } from "../recovery/running_shares.ts";
import type { StoreProbes } from "../recovery/store_probes.ts";
import type { PlatformRun } from "../runs/platform_runs.ts";

/**
 * Makes the table of when lost instances ran again, over the repetitions of each fault. What is asked first comes first, as
 * a narrow page folds the columns at the end.
 */
export function recoveryTable(
  rows: readonly RecoverySummary[],
  caption: string,
): Table {
  return table(rows, [
    column.text("name", "Fault"),
    column.text("kind", "Kind"),
    timeColumn("All back", ({ all }) => all),
    column.number("lost", "Lost", {
      note: ({ lost, returned }) =>
        returned < lost ? `${lost - returned} never back` : "",
    }),
    column.number("runs", "Runs"),
    timeColumn("First noticed", ({ noticed }) => noticed),
    timeColumn("Half back", ({ half }) => half),
    timeColumn("95 % back", ({ most }) => most),
    timeColumn("All reached", ({ routable }) => routable),
    column.duration("soak", "Left alone before", { detail: true }),
  ], {
    caption,
    headline:
      "Times from the fault: median of the runs, and their range. With >, it had not happened when watching ended, or the dead cells were brought back.",
    none: "No run lost an instance.",
  });
}

/** Makes the table of the instances that waited for a restart when a fault came, a row a fault. */
export function restartTable(rows: readonly RestartSummary[]): Table {
  return table(rows, [
    column.text("name", "Fault"),
    timeColumn("Half ran again", ({ half }) => half),
    column.percent(({ back, n }) => back / n, "Ran again", { decimals: 1 }),
    column.number("n", "Waited"),
    timeColumn("95 % ran again", ({ most }) => most),
    timeColumn("All ran again", ({ all }) => all),
    column.number("runs", "Runs"),
  ], {
    caption: "Instances that waited for their restart",
    headline:
      "Of all runs of a fault. Times from the fault: median of the runs, and their range. With >, it had not happened when watching ended, or the dead cells were brought back.",
    none: "No instance waited for its restart when a fault came.",
  });
}

/** Makes the table of what ran of each kind, when a fault came and in the end, a row a run and kind. */
export function runningShareTable(
  runs: readonly PlatformRun[],
  shares: readonly RunningShares[],
): Table {
  const rows = runs.flatMap((run) =>
    shares.filter(({ run_id }) => run_id === run.run_id)
      .flatMap(({ kinds, memory_load }) =>
        kinds.map((kind) => ({
          ...{ ...kind, memory_load, name: faultName(run) },
          repetition: run.repetition,
        }))
      )
  );
  return table(rows, [
    column.text("name", "Fault", { note: (row) => repetitionOf(row) }),
    column.text("kind", "Kind"),
    column.percent("before", "Running at the fault", { decimals: 1 }),
    column.percent("after", "Running in the end", { decimals: 1 }),
    column.number("desired", "Desired"),
    column.percent("memory_load", "Memory asked for", { decimals: 0 }),
  ], {
    caption: "What runs of what is desired",
    headline:
      "Memory asked for: of that of the cells that are left. In the end: before dead cells were brought back.",
    none: "No run with too little room sampled what ran.",
  });
}

/** Makes the table of what a platform did for new tasks while its store was away, a row a run. */
export function storeProbeTable(
  runs: readonly PlatformRun[],
  probes: readonly StoreProbes[],
): Table {
  const byId = new Map(probes.map((row) => [row.run_id, row]));
  const rows = runs.flatMap((run) => {
    const row = byId.get(run.run_id);
    return row
      ? [{ ...row, name: faultName(run), repetition: run.repetition }]
      : [];
  });
  type Row = (typeof rows)[number];
  return table(rows, [
    column.text("name", "Fault", { note: (row) => repetitionOf(row) }),
    column.percent(({ during }) => during.rate, "Tasks ok during the fault", {
      note: ({ during }) => `n = ${during.n}`,
    }),
    column.percent(({ after }) => after.rate, "and after it", {
      note: ({ after }) => `n = ${after.n}`,
    }),
    column.cell<Row>("Works again after", "right", (
      { works_again: time },
    ) =>
      time === null ? { text: "–", sort: null } : {
        text: format({
          seconds: time.seconds,
          known: time.censored ? "beyond" : "seen",
        }),
        sort: time.seconds,
      }),
  ], {
    caption: "New tasks around the fault",
    none: "No run asked for tasks around its fault.",
  });
}

/** Says which of the runs of a fault a row is of: on a narrow page too, where columns at the end are folded. */
function repetitionOf({ repetition }: Pick<PlatformRun, "repetition">): string {
  return `repetition ${repetition}`;
}

function timeColumn<Row>(label: string, timeOf: (row: Row) => RepeatedTime) {
  return column.cell<Row>(label, "right", (row) => {
    const { n, censored, median, shortest, longest } = timeOf(row);
    if (!shortest || !longest) return { text: "–", sort: null };
    const middle = median?.upper ?? null;
    // Times of which both are printed alike are no range to readers.
    const [low, high] = [format(shortest), format(longest)];
    const range = n === 1 || low === high ? "" : `${low} to ${high}`;
    return {
      text: middle === null ? format(longest) : formatDuration(middle),
      sort: middle ?? longest.seconds,
      note: [range, censored > 0 && n > 1 ? `${censored} not seen to end` : ""]
        .filter((text) => text !== "").join(", "),
    };
  });
}

function format({ seconds, known }: CensoredDuration): string {
  return `${known === "beyond" ? "> " : ""}${formatDuration(seconds)}`;
}
