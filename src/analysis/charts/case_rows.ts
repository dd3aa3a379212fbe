/** Rows of the matrix of cases: the throughput of every run, by workers, value size and nodes. */
import type { CaseRow } from "../../figures/mod.ts";
import { formatSize } from "../scaling/scale_format.ts";
import { type ScaleStudy, sessionNumber } from "../scaling/scale_study.ts";

/** Returns the valid runs of a study: a column for each number of workers, a row for each value size. */
export function scaleCaseRows(study: ScaleStudy): CaseRow[] {
  return study.cells
    .toSorted((a, b) => a.value_size - b.value_size || a.workers - b.workers)
    .flatMap(({ workers, value_size, nodes, session, runs }) =>
      runs.flatMap(({ run_id, throughput, disturbed }) =>
        throughput === null ? [] : [{
          run_id,
          column: `${workers} workers`,
          row: formatSize(value_size),
          series: study.sessions.length === 1
            ? study.system
            : `session ${sessionNumber(study, session)}`,
          x: nodes,
          value: throughput,
          doubtful: disturbed,
        }]
      )
    );
}
