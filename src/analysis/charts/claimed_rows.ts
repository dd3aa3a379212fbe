/** Rows of the figure of rates by workers, and of what documents print of the same cases. */
import type { CaseRow, PublishedCases } from "../../figures/mod.ts";
import { counted } from "../../record/mod.ts";
import type { ClaimedCase } from "../claimed/claimed_cases.ts";
import { formatSize } from "../scaling/scale_format.ts";
import type { ScaleStudy } from "../scaling/scale_study.ts";

/**
 * Returns the valid runs of a study: a column for each number of nodes, a series for each value size, by workers. Runs in
 * `split`, whose nodes were no single cluster, are in doubt.
 */
export function workerCaseRows(
  { pooled }: Pick<ScaleStudy, "pooled">,
  split: ReadonlySet<string> = new Set(),
): CaseRow[] {
  return pooled
    .toSorted((a, b) => a.nodes - b.nodes || a.value_size - b.value_size)
    .flatMap(({ nodes, value_size, workers, runs }) =>
      runs.flatMap(({ run_id, throughput, disturbed }) =>
        throughput === null ? [] : [{
          run_id,
          column: counted(nodes, "node"),
          row: "",
          series: formatSize(value_size),
          x: workers,
          value: throughput,
          doubtful: disturbed || split.has(run_id),
        }]
      )
    );
}

/** Returns the printed rates of cases that were measured here; null without any. */
export function publishedRates(
  cases: readonly ClaimedCase[],
): PublishedCases | null {
  const points = cases.flatMap(({ claim: { rate }, cell }) =>
    cell === null || !rate ? [] : [{
      column: counted(cell.nodes, "node"),
      row: "",
      x: cell.workers,
      value: rate,
    }]
  );
  const sizes = [
    ...new Set(cases.flatMap(({ cell }) => cell?.value_size ?? [])),
  ].map(formatSize);
  return points.length === 0
    ? null
    : { label: `printed by its documents, ${sizes.join(", ")}`, points };
}
