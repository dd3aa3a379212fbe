/** Measures one run on a control plane, for its objectives and for the line in the terminal. */
import { counted, formatDuration, formatPercent } from "../../record/mod.ts";
import type { Store } from "../../store/mod.ts";
import { lostInstances } from "../platform/recovery/lost_instances.ts";
import {
  type RecoveryCurve,
  recoveryCurves,
} from "../platform/recovery/recovery_curves.ts";
import { seenSeconds } from "../recovery/censored_time.ts";
import type { MeasureRun } from "../validity/judge_run.ts";
import {
  type ControlPlaneRun,
  controlPlaneRuns,
} from "./control_plane_runs.ts";
import {
  bulkRequests,
  longestOf,
  type RequestRow,
  requestRows,
  successShare,
} from "./request_rows.ts";

/** What is measured of a run: shares, and seconds; null for what it does not have. */
export interface ControlPlaneMetrics {
  /** Share of the requests that succeeded, of those due in the phase `measure`. */
  readonly success_rate: number | null;
  /** Latency of the requests of single records and cells, from when they were due. */
  readonly p50: number | null;
  readonly p99: number | null;
  /** Longest fetch of everything, and as a share of its interval. */
  readonly longest_loop: number | null;
  readonly loop_share: number | null;
  /** Share of the requests of seeding that failed, and LRPs seeded a second. */
  readonly seed_failed: number | null;
  readonly seed_rate: number | null;
  /** Share of the acknowledged changes that a subscriber was never told of. */
  readonly untold: number | null;
  /** Acknowledged LRPs that were gone when they were read back. */
  readonly gone: number | null;
  /** Instances that a fault took away, the share that was back in the end, and the time until 95 % and all were. */
  readonly lost_instances: number | null;
  readonly returned: number | null;
  readonly recover_most: number | null;
  readonly recover_all: number | null;
  /** Bytes of the store after the phase `measure`. */
  readonly size: number | null;
}

/** Measures a run; null if it did not reach the phase measure. */
export const measureControlPlane: MeasureRun = async (
  store,
  { run_id, experiment },
) => {
  const run = (await controlPlaneRuns(store, experiment))
    .find((one) => one.run_id === run_id);
  if (!run || run.measure_at === null) return null;
  const requests = (await requestRows(store, experiment))
    .filter((row) => row.run_id === run_id);
  const curves = await runCurves(store, run);
  const metrics = toMetrics(run, requests, curves);
  return { metrics: { ...metrics }, summary: summarise(metrics) };
};

async function runCurves(
  store: Store,
  run: ControlPlaneRun,
): Promise<readonly RecoveryCurve[]> {
  const { experiment } = run;
  return recoveryCurves(
    await lostInstances(store, { experiment, runs: [run] }),
  );
}

/** Returns the metrics of a run; `curves` are those of what a fault took away. */
export function toMetrics(
  run: ControlPlaneRun,
  requests: readonly RequestRow[],
  curves: readonly RecoveryCurve[],
): ControlPlaneMetrics {
  const longest = longestOf(bulkRequests(requests))?.seconds ?? null;
  const [curve] = curves;
  const timeOf = (position: number) =>
    seenSeconds(curve?.times[position]?.time);
  return {
    success_rate: successShare(requests),
    ...run.latency,
    longest_loop: longest,
    loop_share: longest === null || run.bulk_interval === null
      ? null
      : longest / run.bulk_interval,
    seed_failed: run.seeds === 0 ? null : run.seeds_failed / run.seeds,
    seed_rate: run.seed_rate,
    untold: run.events === 0 ? null : run.events_untold / run.events,
    gone: run.verified === 0 ? null : run.gone,
    lost_instances: curve?.n ?? null,
    returned: curve?.rate.rate ?? null,
    recover_most: timeOf(1),
    recover_all: timeOf(2),
    size: run.size,
  };
}

/** Returns `99.9 % of requests ok, p99 12 ms; longest loop 1.2 s of 30 s; 200 lost, 100 % back, all in 40 s`. */
function summarise(metrics: ControlPlaneMetrics): string {
  const { success_rate, p99, longest_loop, loop_share } = metrics;
  const { lost_instances, returned, recover_all, gone } = metrics;
  return [
    success_rate === null
      ? ""
      : `${formatPercent(success_rate, 1)} of requests ok${
        p99 === null ? "" : `, p99 ${formatDuration(p99)}`
      }`,
    longest_loop === null || loop_share === null
      ? ""
      : `longest loop ${formatDuration(longest_loop)}, ${
        formatPercent(loop_share, 1)
      } of its interval`,
    lost_instances === null
      ? ""
      : `${counted(lost_instances, "instance")} lost, ${
        formatPercent(returned ?? 0, 1)
      } back${
        recover_all === null ? "" : `, all in ${formatDuration(recover_all)}`
      }`,
    gone === null ? "" : `${counted(gone, "acknowledged LRP")} gone`,
  ].filter((part) => part !== "").join("; ");
}
