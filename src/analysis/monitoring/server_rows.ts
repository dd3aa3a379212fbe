/** Rows of the tables of what ran beside the server of `monitoring-load`: the load, its targets, other programs. */
import { formatValue } from "../../record/mod.ts";
import { rangeText } from "../overview/bound_format.ts";
import {
  type MeasuredMonitoringRun,
  type RunRow,
  toRunRow,
} from "./measure_rows.ts";
import type { MonitoringMeasures } from "./monitoring_measures.ts";

/** The load of one run beside its server, and its starts as counted in three ways. */
export interface BesideServerRow extends RunRow {
  /** Cores of the query load, of the targets and of other programs; share of all cores of the machine. */
  readonly generator: number | null;
  readonly targets: number | null;
  readonly others: number | null;
  readonly host: number | null;
  /** Largest pacing error of the query load, in seconds. */
  readonly late: number | null;
  readonly outages: number;
  /** Starts by `process_start_time_seconds`, and by the server's own account. */
  readonly starts: number;
  readonly reportedStarts: number | null;
}

/** Returns a row for each run. */
export function besideServerRows(
  measured: readonly MeasuredMonitoringRun[],
): BesideServerRow[] {
  return measured.map((one) => {
    const { run, measures } = one;
    const reported = run.selfReported.find(({ kind }) => kind === "restarts");
    return {
      ...toRunRow(one),
      generator: measures.generator_cpu,
      targets: measures.targets_cpu,
      others: run.background_load,
      host: measures.host_cpu,
      late: measures.pacing_error,
      outages: measures.outages.length,
      starts: measures.restarts,
      reportedStarts: reported?.value ?? null,
    };
  });
}

/** The cost of one exporter's targets, from least to most over its runs. */
export interface ExporterRow {
  readonly exporter: string;
  readonly runs: number;
  /** Microseconds of processor time for each datapoint served; null where not measured. */
  readonly processor: string | null;
  /** MiB of all target processes. */
  readonly memory: string | null;
}

/** Returns a row for each exporter, over runs without outages: what is not scraped costs nothing. */
export function exporterRows(
  measured: readonly MeasuredMonitoringRun[],
): ExporterRow[] {
  const undisrupted = measured.filter(({ measures }) =>
    measures.outages.length === 0
  );
  const groups = Map.groupBy(undisrupted, ({ run }) => run.setting("exporter"));
  return [...groups].map(([exporter, group]) => ({
    exporter,
    runs: group.length,
    processor: extremes(
      group,
      "",
      ({ targets_cpu, nominal }) =>
        targets_cpu === null ? null : targets_cpu / nominal * 1e6,
    ),
    memory: extremes(group, "MiB", ({ targets_memory }) => targets_memory),
  }));
}

function extremes(
  group: readonly MeasuredMonitoringRun[],
  unit: string,
  valueOf: (measures: MonitoringMeasures) => number | null,
): string | null {
  const values = group.flatMap(({ measures }) => valueOf(measures) ?? []);
  const format = (value: number) => formatValue(value, unit, { digits: 2 });
  return values.length === 0
    ? null
    : rangeText(format(Math.min(...values)), format(Math.max(...values)));
}
