/** A study of scaling, as returned by `scaleStudy()`. */
import {
  type MeasuredRun,
  scaleCells,
  scaleSessions,
  type ScaleStudy,
} from "../../src/analysis/mod.ts";

/** Returns the study of these runs, without latencies and resources. */
export function toTestStudy(runs: readonly MeasuredRun[]): ScaleStudy {
  const cells = scaleCells(runs);
  return {
    system: "etcd",
    version: "3.4",
    runs,
    valid: runs.filter(({ throughput }) => throughput !== null),
    cells,
    pooled: scaleCells(runs, [], { sessions: "pooled" }),
    sessions: scaleSessions(cells),
    resources: [],
    usage: new Map(),
  };
}

/** Returns the texts of a table's rows, with notes in brackets. */
export function textsOf(
  { rows }: {
    readonly rows: readonly (readonly {
      readonly text: string;
      readonly note: string;
    }[])[];
  },
): string[][] {
  return rows.map((row) =>
    row.map(({ text, note }) => note === "" ? text : `${text} (${note})`)
  );
}
