/** Makes the tables of faults: what they cost, how long recovery took, what became of load and data. */
import { formatDuration, formatValue } from "../../record/mod.ts";
import { type Column, column, type Table, table } from "../../report/cells.ts";
import { summarise } from "../../statistics/mod.ts";
import { faultColumns, shareColumn, timesColumns } from "./fault_format.ts";
import { type FaultRow, type FaultStudy, rankedCosts } from "./fault_study.ts";
import type { Recovery } from "./recovery.ts";
import type { RecoveryDefinition } from "./recovery_times.ts";

/** Makes a table of what each fault cost the users, in descending order. */
export function costTable(study: FaultStudy): Table {
  const { faults, valid, system } = study;
  const sorted = faults.toSorted((a, b) =>
    (b.share.mean ?? 0) - (a.share.mean ?? 0)
  );
  const sessions = new Set(valid.map(({ session }) => session));
  const shared = [...sessions].some((session) =>
    rankedCosts(study).every(({ runs }) =>
      runs.some((run) => run.session === session)
    )
  );
  return table(sorted, [
    column.text("label", "Fault"),
    shareColumn("Failed or late", ({ share }) => share),
    shareColumn("Undisturbed runs only", ({ undisturbed }) => undisturbed),
    column.duration("lost_load_s", "Load lost"),
    column.number("failed", "Failed"),
    column.number("late", "Late"),
    column.number("lost_at_hit", "Lost at nodes hit"),
    column.number("attempted", "Of"),
  ], {
    caption: `What each fault cost the users of ${system}`,
    headline:
      `Mean over the runs of the share of operations that failed or were late, with its 95 % interval (Student, variance within sessions). Late: answered more than the time-out after they were due. Load lost: these operations / rate before the fault. Nodes hit: to which the lost had been sent, where the record says so. Counts are summed over the runs.${
        shared
          ? ""
          : " No session ran all of these faults, so what changed on the machine between sessions is in the differences."
      }`,
  });
}

/** Makes a table of what each fault does, and how often it was run. */
export function faultsTable({ faults, system }: FaultStudy): Table {
  return table(faults, [
    column.text("label", "Fault"),
    column.text(({ runs }) => runs[0]?.title ?? "", "What is done"),
    column.cell(
      "Nodes hit",
      "right",
      ({ runs }) =>
        joinDistinct(runs.map(({ hit }) => (hit ?? "").split(",").length)),
    ),
    column.number(({ runs }) => runs.length, "Runs"),
    column.number(({ undisturbed }) => undisturbed.n, "Undisturbed"),
    column.number(
      ({ runs }) => new Set(runs.map(({ session }) => session)).size,
      "Sessions",
    ),
    column.duration(
      ({ runs }) => Math.max(...runs.map(({ inject_s }) => inject_s ?? 0)),
      "Injecting took at most",
    ),
  ], { caption: `Faults of ${system}` });
}

function joinDistinct(values: readonly number[]): string {
  return [...new Set(values)].join(", ");
}

const costing = [
  "leader",
  "probeGap",
  "loadGap",
  "nodeGap",
  "recovered",
] as const;
const healing = [
  "healGap",
  "healLeader",
  "caughtUp",
  "recoveredAfterHealing",
] as const;

/** Makes the tables of recovery times after the fault and after healing; if some runs were disturbed, also without. */
export function timesTables(study: FaultStudy): Table[] {
  const { faults, system, times, undisturbedTimes } = study;
  const kinds: readonly (readonly [string, readonly RecoveryDefinition[]])[] = [
    [`What the fault cost ${system}`, costing],
    [`What healing cost ${system}`, healing],
  ];
  const all = kinds.map(([caption, definitions]) =>
    table(faults, [...faultColumns(), ...timesColumns(definitions, times)], {
      caption,
    })
  );
  if (study.undisturbed.length === study.valid.length) return all;
  const counted: Column<FaultRow>[] = [
    column.text<FaultRow>("label", "Fault"),
    column.number<FaultRow>(({ undisturbed }) => undisturbed.n, "n"),
  ];
  return [
    ...all,
    ...kinds.map(([caption, definitions]) =>
      table(faults, [
        ...counted,
        ...timesColumns(definitions, undisturbedTimes),
      ], { caption: `${caption}, undisturbed runs only` })
    ),
  ];
}

/** Makes a table of the load before, during and after each fault. */
export function loadTable({ faults, system }: FaultStudy): Table {
  return table(faults, [...faultColumns(), ...rateColumns()], {
    caption: `Load of ${system} before, during and after`,
  });
}

/** Returns the columns of the operations a second that were answered in time before, during and after a fault. */
export function rateColumns(): Column<FaultRow>[] {
  return (["before", "during", "after"] as const).map((key) =>
    column.cell<FaultRow>(
      `${key} [in time/s]`,
      "right",
      ({ runs }) => rateCell(runs.flatMap((run) => run[key] ?? [])),
    )
  );
}

function rateCell(rates: readonly number[]) {
  const { median, min, max } = summarise(rates);
  if (median === null) return { text: "–", sort: null };
  return {
    text: formatWhole(median),
    sort: median,
    note: rates.length === 1
      ? ""
      : `${formatWhole(min ?? median)} to ${formatWhole(max ?? median)}`,
  };
}

function formatWhole(value: number): string {
  return formatValue(value, "", { decimals: 0 });
}

const keyCounts = {
  acknowledged: "Writes acknowledged",
  verified: "Keys read back",
  gone: "Gone",
  older: "Older value",
  wrong: "Other value",
} as const;

/** Makes a table of the acknowledged keys that were read back after each fault. */
export function keysTable({ faults, system }: FaultStudy): Table {
  const keys = Object.keys(keyCounts) as (keyof typeof keyCounts)[];
  return table(faults, [
    ...faultColumns(),
    ...keys.map((key) =>
      column.number<FaultRow>(
        ({ runs }) => sumKnown(runs.map((run) => run[key])),
        keyCounts[key],
      )
    ),
  ], {
    caption: `Acknowledged keys of ${system}, read back after the fault`,
    headline:
      "Sums over the runs; a dash where the record does not say. Older: of a write before the last one acknowledged. Other: of no write to that key. A key that was written again hides an earlier write that was lost.",
  });
}

/** Returns the sum; null if one of the values is unknown. */
function sumKnown(values: readonly (number | null)[]): number | null {
  let total = 0;
  for (const value of values) {
    if (value === null) return null;
    total += value;
  }
  return total;
}

/** Describes what one run shows: the nodes that were hit, its repetition, and whether other work disturbed it. */
export function describeExample(run: Recovery, runs: number): string {
  const disturbed = run.disturbed
    ? "disturbed"
    : "the first that nothing disturbed";
  return `Hit: ${
    run.hit?.replaceAll(",", ", ")
  }. Repetition ${run.repetition}, ${disturbed}; ${runs} runs are ok.`;
}

/** Says over which limit a time without success can be seen, for the probes of the survivors. */
export function describeLimits({ valid }: FaultStudy): string {
  const limits = valid.flatMap(({ probeGap }) => probeGap?.limit ?? []);
  return limits.length === 0
    ? ""
    : `; for probes of the survivors that limit was ${
      formatDuration(Math.min(...limits))
    } to ${formatDuration(Math.max(...limits))}`;
}
