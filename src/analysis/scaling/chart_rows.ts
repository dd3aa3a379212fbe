/** Rows of the charts of a study. */
import type { HeatMapRow, ScalingFit, ScalingRow } from "../../figures/mod.ts";
import { uslThroughput } from "../../statistics/mod.ts";
import {
  disturbedMark,
  formatSize,
  formatThroughput,
  rateEstimate,
} from "./scale_format.ts";
import { type ScaleStudy, sessionNumber } from "./scale_study.ts";
import { scalingLaws } from "./scaling.ts";

/** Returns the median throughput of each case of session 1, by nodes and workers; a panel for each value size. */
export function heatMapRows({ sessions }: ScaleStudy): HeatMapRow[] {
  return (sessions[0]?.cells ?? []).map((cell) => {
    const rate = rateEstimate(cell.throughputs);
    return {
      panel: formatSize(cell.value_size),
      x: String(cell.nodes),
      y: String(cell.workers),
      value: rate?.value ?? null,
      text: formatThroughput(cell).text,
      n: cell.throughputs.length,
      note: disturbedMark(cell),
    };
  });
}

/** Returns the throughput of every valid run by nodes; a panel for each value size and session. */
export function scalingRows(study: ScaleStudy): ScalingRow[] {
  return study.cells.flatMap((cell) =>
    cell.runs.flatMap(({ throughput, disturbed }) =>
      throughput === null ? [] : [{
        ...place(study, cell),
        size: cell.nodes,
        value: throughput,
        doubtful: disturbed,
      }]
    )
  );
}

/** Returns the curves of the fitted laws, in the panels of `scalingRows()`. */
export function scalingFits(study: ScaleStudy): ScalingFit[] {
  return scalingLaws(study.cells).flatMap((law) => {
    const { usl } = law.fit;
    return usl === null ? [] : [{
      ...place(study, law),
      value: (nodes: number) => uslThroughput(usl, nodes),
    }];
  });
}

function place(
  study: ScaleStudy,
  { workers, value_size, session }: {
    readonly workers: number;
    readonly value_size: number;
    readonly session: string;
  },
): { readonly panel: string; readonly series: string } {
  const size = formatSize(value_size);
  return {
    panel: study.sessions.length === 1
      ? size
      : `${size}, session ${sessionNumber(study, session)}`,
    series: `${workers} workers`,
  };
}
