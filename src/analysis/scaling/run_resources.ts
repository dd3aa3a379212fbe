/** Resource usage of nodes, host and load generator in the phase `measure` of each run. */
import { z } from "zod";
import { type Source, sourceKind } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";

const Row = z.strictObject({
  run_id: z.string(),
  /** `node-0` ..., `host`, `generator`. */
  source: z.string(),
  metric: z.string(),
  unit: z.string(),
  n: z.number(),
  mean: z.number(),
  max: z.number(),
});

/** Summary of one metric of one source over the phase `measure` of one run, in its base unit. */
export type RunResource = z.infer<typeof Row>;

/** Options of `runResources`. */
export interface RunResourceOptions {
  readonly metrics: readonly string[];
}

/** Returns mean and maximum by run, source and metric. Runs without such samples have no row. */
export function runResources(
  store: Store,
  experiment: string,
  { metrics }: RunResourceOptions,
): Promise<RunResource[]> {
  return store.query(
    Row,
    `SELECT run_id, samples.source, metric, unit, count(*) AS n, favg(value) AS mean, max(value) AS max
     FROM samples JOIN runs USING (run_id) JOIN phases USING (run_id)
     WHERE experiment = $experiment AND phase = 'measure'
       AND samples.at >= began AND (ended IS NULL OR samples.at < ended)
       AND list_contains($metrics::JSON::VARCHAR[], metric)
     GROUP BY ALL ORDER BY ALL`,
    { experiment, metrics: JSON.stringify(metrics) },
  );
}

/** Total resource usage of one run. */
export interface RunUsage {
  readonly run_id: string;
  /** Processor seconds of all nodes a second; 1 = one core. Null without samples. */
  readonly cpu: number | null;
  /** Largest resident memory of any node, bytes. */
  readonly memory: number | null;
  /** Processor seconds of all nodes per successful operation. */
  readonly cpuPerOperation: number | null;
  /** Share of the host's processors in use, 1 = all; saturated from 0.9. */
  readonly host: number | null;
  readonly saturated: boolean;
  /** Cores used by the load generator. */
  readonly generator: number | null;
  /** Background load in cores over all measured phases; null when unknown. See `Validity`. */
  readonly backgroundLoad: number | null;
}

/** Mean utilization of the host's processors from which nodes and generator compete for them. */
export const SATURATED_SHARE = 0.9;

/** Sums the usage of the nodes, one row for each of `runs`. */
export function runUsage(
  runs: readonly {
    readonly run_id: string;
    readonly throughput: number | null;
    readonly background_load: number | null;
  }[],
  resources: readonly RunResource[],
): RunUsage[] {
  const byRun = Map.groupBy(resources, ({ run_id }) => run_id);
  return runs.map(({ run_id, throughput, background_load }) => {
    const rows = byRun.get(run_id) ?? [];
    const select = (kind: Source, metric: string) =>
      rows.filter((row) =>
        row.metric === metric && sourceKind(row.source) === kind
      );
    const cpus = select("node", "cpu");
    const cpu = cpus.length > 0
      ? cpus.reduce((sum, { mean }) => sum + mean, 0)
      : null;
    const memories = select("node", "memory").map(({ max }) => max);
    const host = select("host", "cpu")[0]?.mean ?? null;
    const generator = select("generator", "cpu")[0]?.mean ?? null;
    return {
      run_id,
      cpu,
      memory: memories.length > 0 ? Math.max(...memories) : null,
      cpuPerOperation: cpu !== null && throughput !== null && throughput > 0
        ? cpu / throughput
        : null,
      host,
      saturated: host !== null && host >= SATURATED_SHARE,
      generator,
      backgroundLoad: background_load,
    };
  });
}
