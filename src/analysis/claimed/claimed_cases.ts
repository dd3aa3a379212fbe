/** Sets what documents print of a system beside what was measured here, by nodes, workers and value size. */
import { compareText } from "../../record/mod.ts";
import { summarise } from "../../statistics/mod.ts";
import type { RunFacts } from "../integrity/run_facts.ts";
import type { ScaleCell } from "../scaling/scale_cells.ts";
import type { Claim } from "../scaling/reported_claims.ts";

/** A printed result, and the case that was measured here with the same nodes, workers and value size. */
export interface ClaimedCase {
  readonly claim: Claim;
  /** Null if that case was not measured here, or no run of it counts. */
  readonly cell: ScaleCell | null;
  /** Median rate measured here / rate as printed; null where either is missing. */
  readonly ratio: number | null;
  /** Mean latency of all operations of the case here, in seconds; null where none is known. */
  readonly mean_latency: number | null;
}

/**
 * Returns a row for each valid result that a document prints, in order of nodes, workers and document; results of a tool
 * itself are left out. `facts` are those of the runs of `cells`, whose sessions are pooled.
 */
export function claimedCases(
  claims: readonly Claim[],
  cells: readonly ScaleCell[],
  facts: readonly RunFacts[],
): ClaimedCase[] {
  const known = new Map(facts.map((run) => [run.run_id, run]));
  return claims
    .filter(({ status, document }) => status === "ok" && document !== "")
    .toSorted((a, b) =>
      (a.nodes ?? 0) - (b.nodes ?? 0) || (a.workers ?? 0) - (b.workers ?? 0) ||
      compareText(a.document, b.document)
    )
    .map((claim) => {
      const cell = cells.find((cell) =>
        cell.throughput !== null && isSameCase(cell, claim)
      ) ?? null;
      return {
        claim,
        cell,
        ratio: cell?.throughput && claim.rate
          ? cell.throughput / claim.rate
          : null,
        mean_latency: cell && meanLatency(cell, known),
      };
    });
}

/** Whether both tell the same nodes, workers and value size. */
export function isSameCase(
  a: Pick<ScaleCell, "nodes" | "workers" | "value_size">,
  b: Pick<Claim, "nodes" | "workers" | "value_size">,
): boolean {
  return a.nodes === b.nodes && a.workers === b.workers &&
    a.value_size === b.value_size;
}

/** Returns the mean over the operations of the runs that count, in seconds. */
function meanLatency(
  { runs }: ScaleCell,
  facts: ReadonlyMap<string, RunFacts>,
): number | null {
  let [seconds, operations] = [0, 0];
  for (const { run_id, throughput } of runs) {
    const { mean_latency = null, attempted = null } = facts.get(run_id) ?? {};
    if (throughput === null || mean_latency === null || !attempted) continue;
    seconds += mean_latency * attempted;
    operations += attempted;
  }
  return operations === 0 ? null : seconds / operations;
}

/** Median, lowest and highest ratio of the printed rows that can be compared, and their number; null without any. */
export function summariseRatios(cases: readonly ClaimedCase[]) {
  const ratios = cases.flatMap(({ ratio }) => ratio ?? []);
  const { median, min, max } = summarise(ratios);
  return median === null || min === null || max === null
    ? null
    : { n: ratios.length, median, lowest: min, highest: max };
}
