/** Names what befell a platform, for rows of tables and figures. */
import {
  compareText,
  formatDuration,
  formatValue,
} from "../../../record/mod.ts";
import { KILL_CELLS, type PlatformRun } from "../runs/platform_runs.ts";
import { cellCount } from "../runs/cell_count.ts";
import { fillText } from "../runs/fill_text.ts";

/** What decides how a platform recovers, beside the platform. */
export type FaultCase = Pick<
  PlatformRun,
  "fault" | "cells" | "kill_share" | "fill" | "outage"
>;

/** Names of faults of the store, before for how long it is away. */
const stores: Readonly<Record<string, string>> = {
  "cut-store-partial": "store slow",
  "cut-store-total": "store away",
  "wipe-store-partial": "part of the data lost, store away",
  "wipe-store-total": "all data lost, store away",
};

/** Returns the cells that a fault kills, at least one; null for a fault of the store, and if not recorded. */
export function killedCells(
  { fault, cells, kill_share }: FaultCase,
): number | null {
  return fault !== KILL_CELLS || cells === null || kill_share === null
    ? null
    : Math.max(1, Math.round(cells * kill_share));
}

/**
 * Returns `3 of 10 cells die`, or `all data lost, store away for 1 min, 10 cells`; with the fill, unless all of the push
 * mix was pushed.
 */
export function faultName(one: FaultCase): string {
  const { fault, cells, fill } = one;
  return [
    Object.hasOwn(stores, fault) ? nameStore(one) : nameCells(one),
    fault === KILL_CELLS || cells === null ? "" : cellCount(cells),
    fillText(fill),
  ].filter((part) => part !== "").join(", ");
}

/** Orders faults for tables: those of cells first, then by size, name and repetition. */
export function compareFaults(a: PlatformRun, b: PlatformRun): number {
  const rank = ({ fault }: PlatformRun) => fault === KILL_CELLS ? 0 : 1;
  return rank(a) - rank(b) || (a.cells ?? 0) - (b.cells ?? 0) ||
    compareText(faultName(a), faultName(b)) || a.repetition - b.repetition;
}

function nameStore({ fault, outage }: FaultCase): string {
  const name = stores[fault] ?? fault;
  return outage === null ? name : `${name} for ${formatDuration(outage)}`;
}

function nameCells(one: FaultCase): string {
  if (one.fault !== KILL_CELLS) return one.fault;
  const killed = killedCells(one);
  return killed === null || one.cells === null
    ? "cells die"
    : `${formatValue(killed, "")} of ${cellCount(one.cells)} ${
      killed === 1 ? "dies" : "die"
    }`;
}
