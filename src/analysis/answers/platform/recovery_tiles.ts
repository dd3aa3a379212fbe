/** Tiles of the answer on the recovery of a platform. */
import { formatDuration, formatPercent } from "../../../record/mod.ts";
import type { TileParts } from "../../../report/cells.ts";
import { ALL_KINDS } from "../../platform/recovery/recovery_curves.ts";
import type { RecoveryStudy } from "../../platform/recovery/recovery_study.ts";
import type {
  RecoverySummary,
  RepeatedTime,
} from "../../platform/recovery/recovery_summary.ts";
import { counted, percentParts, splitUnit, toLabel } from "../answer_parts.ts";
import { rangeText } from "./repeated_text.ts";
import { isRoomTaken } from "./room_taken.ts";

/** Tile of a time of a case, none if no run tells it. */
export function timeTile(
  label: string,
  { name, runs, lost, fault }: RecoverySummary,
  time: RepeatedTime,
): TileParts[] {
  const { censored, median, longest } = time;
  if (!longest) return [];
  const middle = median?.upper ?? null;
  // An instance of which the store lost the record runs on.
  const thing = fault.startsWith("wipe-store") ? "record" : "instance";
  return [{
    label: toLabel(`${label}, ${name}`),
    ...middle === null
      ? { value: `> ${formatDuration(longest.seconds)}`, unit: "" }
      : splitUnit(formatDuration(middle)),
    interval: rangeText(time) || "one run",
    n: `n = ${counted(runs, "run")}, ${counted(lost, thing)} lost`,
    // Nothing says how long it may take.
    meaning: censored > 0 ? "failed" : "neutral",
  }];
}

/** Tile of the share that came back with too little room. */
export function shareTile(
  study: RecoveryStudy,
  { name, lost, returned }: RecoverySummary,
): TileParts {
  const isTaken = isRoomTaken(study, name);
  const shares = study.crowded.runs.filter((fault) => fault.name === name)
    .flatMap(({ curves }) =>
      curves.filter(({ kind }) => kind === ALL_KINDS)
        .flatMap(({ rate }) => rate.rate ?? [])
    );
  return {
    label: toLabel(`Back, ${name}`),
    ...percentParts(lost === 0 ? 0 : returned / lost, 1),
    interval: shares.length < 2
      ? "one run; too little room"
      : `range ${formatPercent(Math.min(...shares), 1)} to ${
        formatPercent(Math.max(...shares), 1)
      }${isTaken ? "; no room is left" : "; too little room"}`,
    n: `n = ${counted(shares.length, "run")}, ${
      counted(lost, "instance")
    } lost`,
    meaning: returned === lost ? "ok" : isTaken ? "neutral" : "failed",
  };
}

/** Faults during which the store does not answer at all. */
const storesAway: ReadonlySet<string> = new Set([
  "cut-store-total",
  "wipe-store-partial",
  "wipe-store-total",
]);

/** Tile of the tasks that were asked for while the store was away, with its data kept or lost. */
export function taskTile({ store, probes }: RecoveryStudy): TileParts[] {
  const away = new Set(
    store.runs.filter(({ run }) => storesAway.has(run.fault))
      .map(({ run }) => run.run_id),
  );
  const own = probes.filter(({ run_id }) => away.has(run_id));
  const sum = (of: (probe: typeof own[number]) => number) =>
    own.reduce((total, probe) => total + of(probe), 0);
  const n = sum(({ during }) => during.n);
  if (n === 0) return [];
  const ok = sum(({ during }) => during.n * (during.rate ?? 0));
  return [{
    label: "Tasks done while the store is away",
    value: Math.round(ok).toLocaleString("en-US"),
    unit: `of ${n.toLocaleString("en-US")}`,
    interval: "each is asked for when the last one ended",
    n: `n = ${counted(n, "task")} in ${counted(own.length, "run")}`,
    meaning: ok < n ? "failed" : "ok",
  }];
}
