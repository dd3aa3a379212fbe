/** Rows of the ramp curve: what clusters of each size carry, and how long it takes, as more workers ask. */
import type { Knee, RampRow } from "../../figures/mod.ts";
import { counted, fromBase } from "../../record/mod.ts";
import { fitUsl, uslIntervals } from "../../statistics/mod.ts";
import type { ScaleCell } from "../scaling/scale_cells.ts";
import type { ScaleStudy } from "../scaling/scale_study.ts";

/** What `plotRampCurve()` draws of a study. */
export interface WorkerRamp {
  readonly rows: readonly RampRow[];
  readonly metrics: readonly {
    readonly metric: string;
    readonly unit: string;
  }[];
  readonly knees: readonly Knee[];
  readonly method: string;
}

const metrics = [
  { metric: "throughput", unit: "ok/s" },
  { metric: "median latency", unit: "ms" },
  { metric: "p99 latency", unit: "ms" },
] as const;

/**
 * Returns throughput and latency of every valid run of session 1 with one value size, by workers; a series for each number
 * of nodes.
 */
export function workerRamp(
  { sessions }: Pick<ScaleStudy, "sessions">,
  { value_size }: { readonly value_size: number },
): WorkerRamp {
  const cells = (sessions[0]?.cells ?? []).filter((cell) =>
    cell.value_size === value_size
  );
  const series = Map.groupBy(cells, ({ nodes }) => nodes);
  return {
    rows: cells.flatMap(toRows),
    metrics,
    knees: [...series.values()].flatMap((cells) => findKnee(cells) ?? []),
    method:
      "peak of the Universal Scalability Law, if its 95 % interval lies within the loads",
  };
}

function nameOf({ nodes }: Pick<ScaleCell, "nodes">): string {
  return counted(nodes, "node");
}

function toRows(cell: ScaleCell): RampRow[] {
  return cell.runs.flatMap((run) => {
    if (run.throughput === null) return [];
    const values = [
      run.throughput,
      ...[run.p50, run.p99].map((seconds) =>
        seconds === null ? null : fromBase(seconds, "ms")
      ),
    ];
    return metrics.flatMap(({ metric }, i) => {
      const value = values[i] ?? null;
      return value === null ? [] : [{
        ...{ series: nameOf(cell), load: cell.workers, metric, value },
        doubtful: run.disturbed,
      }];
    });
  });
}

/** Finds the workers from which on throughput falls; null if that may lie beyond the workers that were tried. */
function findKnee(cells: readonly ScaleCell[]): Knee | null {
  const [cell] = cells;
  const points = cells.flatMap(({ workers, throughputs }) =>
    throughputs.map((throughput) => ({ workers, throughput }))
  );
  const loads = points.map(({ workers }) => workers);
  const throughputs = points.map(({ throughput }) => throughput);
  if (cell === undefined || points.length === 0) return null;
  const { usl } = fitUsl(loads, throughputs);
  if (!usl?.peak || usl.peak.extrapolated) return null;
  const { peak } = uslIntervals(loads, throughputs, usl);
  if (!peak || peak.lower === null || peak.upper === null) return null;
  return peak.upper > Math.max(...loads)
    ? null
    : { series: nameOf(cell), load: usl.peak.load, ...peak };
}
