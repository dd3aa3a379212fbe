/** Platforms that were left alone, made of few rows. */
import type { PlatformRun } from "../../src/analysis/platform/runs/platform_runs.ts";
import type { PlatformSeries } from "../../src/analysis/platform/runs/platform_series.ts";
import { toSoakRows } from "../../src/analysis/platform/soak/soak_rows.ts";
import type { SoakRun } from "../../src/analysis/platform/soak/soak_series.ts";
import type { SoakStudy } from "../../src/analysis/platform/soak/soak_study.ts";
import { BEGIN, toPlatformRow } from "./platform_rows.ts";

/** A soak of a day with these values of metrics of the BBS, evenly over the day. */
export function toSoak(
  options: Partial<PlatformRun>,
  metrics: Readonly<
    Record<
      string,
      { readonly unit: string; readonly values: readonly number[] }
    >
  >,
): SoakRun {
  const run = toPlatformRow({ end_at: BEGIN + 86_400, ...options });
  const span = { from: run.measure_at ?? BEGIN, until: run.end_at ?? BEGIN };
  const series = Object.entries(metrics).map((
    [metric, { unit, values }],
  ): PlatformSeries => ({
    ...{ source: "bbs", metric, unit },
    points: values.map((value, i) => ({
      at: span.from + i * (span.until - span.from) / values.length,
      value,
    })),
  }));
  return {
    ...{ run, span, series, name: `${run.cells} cells for 1 day` },
    rows: toSoakRows(run.run_id, { series, span }),
  };
}

/** A study of the simulator. */
export function toSoakStudy(
  soaks: readonly SoakRun[],
  options: Partial<SoakStudy> = {},
): SoakStudy {
  return {
    ...{ system: "simulator", runs: soaks.map(({ run }) => run), soaks },
    ...{ others: [], batches: [], smoke: [] },
    ...options,
  };
}
