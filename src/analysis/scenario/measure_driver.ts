/** Measures a run whose load another tool drove: by its requests or, where it tells none, by its own figures. */
import { z } from "zod";
import { formatDuration, formatPercent, type Run } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import type { MeasureRun, RunMeasurement } from "../validity/judge_run.ts";
import { toMeasureScenario } from "./measure_scenario.ts";

/** Figures of a tool; null for those that it does not tell. */
const Told = z.strictObject({
  throughput: z.number().nullable(),
  /** Requests that were sent or, if that is not told, that were answered. */
  requests: z.number().nullable(),
  failed: z.number().nullable(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
});
type Told = z.infer<typeof Told>;

/**
 * Returns the function that measures such runs, with the metrics of a scenario whose steps have these names. A tool that
 * gives figures only tells of the whole time in which it ran, and of no single step.
 */
export function toMeasureDriver(names: readonly string[]): MeasureRun {
  const measureRequests = toMeasureScenario(names);
  return async (store, run) => {
    const measured = await measureRequests(store, run);
    if (measured === null || measured.metrics["success_rate"] !== null) {
      return measured;
    }
    const told = await readTold(store, run);
    return told.requests === null && told.throughput === null
      ? measured
      : toMeasurement(told, measured);
  };
}

async function readTold(
  store: Store,
  { run_id }: Pick<Run, "run_id">,
): Promise<Told> {
  const figure = (kind: string, statistics: readonly string[]) =>
    `first(value ORDER BY position) FILTER (kind = '${kind}'
      AND statistic IN (${statistics.map((name) => `'${name}'`).join(", ")}))`;
  const [told] = await store.query(
    Told,
    `SELECT ${figure("throughput", ["value"])} AS throughput,
       coalesce(${figure("sent_requests", ["value"])}, ${
      figure("completed_requests", ["value"])
    }) AS requests,
       ${figure("failed_requests", ["value"])} AS failed,
       ${figure("latency", ["p50", "median"])} AS p50,
       ${figure("latency", ["p95"])} AS p95,
       ${figure("latency", ["p99"])} AS p99
     FROM reported WHERE run_id = $1 AND NOT struck AND value IS NOT NULL`,
    [run_id],
  );
  return told!;
}

function toMeasurement(told: Told, measured: RunMeasurement): RunMeasurement {
  const { throughput, requests, failed, p50, p95, p99 } = told;
  // Errors of connections may be beside the requests that are counted.
  const success_rate = requests === null || failed === null || requests === 0
    ? null
    : Math.max(0, 1 - failed / requests);
  const texts = [
    throughput === null
      ? ""
      : `${
        Number(throughput.toPrecision(4)).toLocaleString("en-US")
      } requests/s`,
    success_rate === null
      ? ""
      : `${formatPercent(success_rate)} of ${
        requests?.toLocaleString("en-US")
      } ok`,
    ...Object.entries({ p50, p95, p99 }).map(([name, value]) =>
      value === null ? "" : `${name} ${formatDuration(value)}`
    ),
  ].filter((text) => text !== "");
  return {
    metrics: { ...measured.metrics, throughput, success_rate, p50, p95, p99 },
    summary: `${texts.join(", ")}, as the driver reports`,
  };
}
