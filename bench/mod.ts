/**
 * Benchmarks, each against its peer in the same run: a ratio is comparable between machines, seconds are not.
 *
 * A benchmark is a file with a `Benchmark`, named in the list below.
 */
import { ingest } from "./ingest.ts";
import { changePointsBench } from "./change_points.ts";
import { comparison } from "./comparison.ts";
import { lakeQueries } from "./lake_queries.ts";
import { lakeWriters } from "./lake_writers.ts";
import { latency } from "./latency_series.ts";
import { lines } from "./lines.ts";
import { load } from "./load.ts";
import { loadJson } from "./load_json.ts";
import type { Benchmark } from "./_measure.ts";
import { notebook } from "./notebook.ts";
import { pandas } from "./pandas.ts";
import { record } from "./record.ts";
import { reports } from "./reports.ts";
import { scenarioBench } from "./scenario.ts";
import { simulatorBench } from "./simulator.ts";
import { smoke } from "./smoke.ts";
import { storeBench } from "./store.ts";

/** Every benchmark, in the order they run. */
export const benchmarks: readonly Benchmark[] = [
  loadJson,
  ingest,
  pandas,
  notebook,
  reports,
  latency,
  record,
  load,
  scenarioBench,
  smoke,
  lines,
  changePointsBench,
  comparison,
  simulatorBench,
  storeBench,
  lakeQueries,
  lakeWriters,
];

/** Finds packages that a benchmark needs and that are not installed. */
export async function missingPackages({ needs }: Benchmark): Promise<string[]> {
  const missing: string[] = [];
  for (const { probe: [command, ...args], package: name } of needs) {
    try {
      const { success } = await new Deno.Command(command, {
        args,
        stdout: "null",
        stderr: "null",
      }).output();
      if (!success) missing.push(name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      missing.push(name);
    }
  }
  return missing;
}
