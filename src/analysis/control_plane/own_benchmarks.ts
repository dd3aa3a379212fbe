/** Our fetches and requests as figures beside those that others published. */
import { z } from "zod";
import { counted } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { BenchmarkFigure } from "../platform/published/published_benchmarks.ts";
import type { GrowthRun } from "./control_plane_study.ts";

/** Names of published loops by the kind of ours. */
const loops: Readonly<Record<string, string>> = {
  cell_fetch: "sync of a cell",
  route_fetch: "sync of routes",
  desired_fetch: "sync of what is desired",
  converge: "convergence of instances",
  start_lrp: "a request",
  claim_lrp: "a request",
};

const Row = z.strictObject({
  run_id: z.string(),
  kind: z.string(),
  n: z.number(),
  mean: z.number().nullable(),
  sd: z.number().nullable(),
  min: z.number().nullable(),
  max: z.number().nullable(),
});

const sql = `
  SELECT run_id, kind, CAST(count(*) AS DOUBLE) AS n, favg(duration_s) AS mean, stddev_pop(duration_s) AS sd,
    min(duration_s) AS min, max(duration_s) AS max
  FROM measured WHERE outcome = 'ok' AND run_id IN (SELECT UNNEST($1::JSON::VARCHAR[]))
  GROUP BY run_id, kind ORDER BY run_id, kind`;

/** Returns the figures of some runs; means, as those that were published. */
export async function ownBenchmarks(
  store: Store,
  runs: readonly GrowthRun[],
): Promise<BenchmarkFigure[]> {
  const rows = await store.query(Row, sql, [
    JSON.stringify(runs.map(({ run }) => run.run_id)),
  ]);
  return runs.flatMap(({ run, name, instances }) =>
    rows.filter(({ run_id }) => run_id === run.run_id).flatMap((row) => {
      const loop = Object.hasOwn(loops, row.kind) ? loops[row.kind] : undefined;
      return loop === undefined ? [] : [{
        ...{ origin: "ours" as const, mode: run.mode, loop },
        ...{ measure: row.kind, file: "", source: `control-plane, ${name}` },
        ...{ cells: run.cells, instances, bound: null },
        ...{ mean: row.mean, sd: row.n < 2 ? null : row.sd },
        ...{ min: row.min, max: row.max },
        estimator: `of ${counted(row.n, "request")}, simulated cells`,
      }];
    })
  );
}
