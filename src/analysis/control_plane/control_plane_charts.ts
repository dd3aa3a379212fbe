/** Rows of the figures on control planes. */
import type { CaseRow, SharePanel } from "../../figures/mod.ts";
import type { DisturbedRun, GrowthRun } from "./control_plane_study.ts";

/** Fetches of everything, a panel each. */
const panels = [
  ["route_fetch", "all routes"],
  ["desired_fetch", "all that is desired"],
  ["converge", "convergence"],
] as const;

/** Returns the longest fetch of each kind and run, in seconds. */
export function loopCases(rows: readonly GrowthRun[]): CaseRow[] {
  return panels.flatMap(([kind, column]) =>
    rows.flatMap(({ name, instances, run, requests }) => {
      const longest = requests.find((row) => row.kind === kind)?.longest ??
        null;
      return longest === null ? [] : [{
        ...{ run_id: run.run_id, column, row: "", series: name },
        ...{ x: instances, value: longest },
        doubtful: run.reasons.length > 0,
      }];
    })
  );
}

/** Returns what stores take: bytes on disk and in memory, in megabytes. */
export function sizeCases(rows: readonly GrowthRun[]): CaseRow[] {
  const parts = [
    ["on disk", ({ run }: GrowthRun) => run.size],
    ["memory", ({ run }: GrowthRun) => run.memory],
  ] as const;
  return parts.flatMap(([column, valueOf]) =>
    rows.flatMap((growth) => {
      const { name, instances, run } = growth;
      const value = valueOf(growth);
      return value === null ? [] : [{
        ...{ run_id: run.run_id, column, row: "", series: name },
        ...{ x: instances, value: value / 1e6 },
        doubtful: run.reasons.length > 0,
      }];
    })
  );
}

/** Says by which settings the stores of a figure notice a dead cell; empty if none are on record. */
export function describeDeaths(rows: readonly DisturbedRun[]): string {
  const each = new Set(
    rows.flatMap(({ name, death, curve }) =>
      death === "" || curve === null ? [] : [`${name}: ${death}`]
    ),
  );
  return each.size === 0
    ? ""
    : `Dead cells are noticed by settings: ${[...each].join("; ")}.`;
}

/** Returns a panel for each fault with a loss, a series a store. */
export function lossPanels(rows: readonly DisturbedRun[]): SharePanel[] {
  const labels: Readonly<Record<string, string>> = {
    "wipe-store": "records of a store that lost all, there again",
    "kill-cells": "instances of dead cells, running again",
  };
  return Object.entries(labels).flatMap(([fault, label]) => {
    const own = rows.filter(({ run }) => run.fault === fault);
    const curves = own.flatMap(({ name, run, curve }) =>
      curve === null ? [] : [{
        series: name,
        run: `repetition ${run.repetition}`,
        curve: curve.curve,
      }]
    );
    return curves.length === 0 ? [] : [{ label, curves, healed: null }];
  });
}
