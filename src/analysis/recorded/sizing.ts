/**
 * Sizing: machine requirements for a load of datapoints and log lines, fitted to runs that passed.
 *
 * The model is the one Canonical published for COS Lite: disk grows linearly with both loads, Prometheus's cpu and
 * memory linearly with datapoints, Loki's level off with log lines; other services take a fixed share.
 */
import {
  fitCurve,
  fitLine,
  type SizingAxes,
  type SizingFit,
} from "./sizing_fit.ts";
import { type SizingLoad, sizingLoads } from "./sizing_place.ts";
import type { RunByName } from "./runs_by_name.ts";

/** The fits of all resources. */
export interface SizingModel {
  /** Disk [GiB/day] from log lines/min, in runs with hardly any metrics. */
  readonly diskOfLogs: SizingFit;
  /** Disk [GiB/day] from datapoints/min, less the predicted share of the logs. */
  readonly diskOfMetrics: SizingFit;
  /** Loki's cpus and memory [GB] from log lines/min. */
  readonly lokiCpu: SizingFit;
  readonly lokiMemory: SizingFit;
  /** Prometheus's cpus and memory [GB] from datapoints/min. */
  readonly prometheusCpu: SizingFit;
  readonly prometheusMemory: SizingFit;
  /** Loads of the fitted runs; predictions outside of them are extrapolated. */
  readonly loads: readonly SizingLoad[];
}

/** Loads per minute: reported metric and label. */
const metrics = { load: "datapoints_rate", loadLabel: "Datapoints" };
const logs = { load: "log_lines_rate", loadLabel: "Log lines" };

/** Selects runs on one kind of machine with an ssd whose verdict is exactly `PASS`, as the published fits did. */
export function passedOn(
  runs: readonly RunByName[],
  { cpus, memoryGb }: { readonly cpus: number; readonly memoryGb: number },
): RunByName[] {
  return runs.filter((run) =>
    run.verdict_text === "PASS" && run.setting("disk_type") === "ssd" &&
    run.number("cpus") === cpus && run.number("memory", "GB") === memoryGb
  );
}

/**
 * Fits the model to runs of one machine (`passedOn`). `diskOfLogs`: under 1,000 datapoints/min and Loki 2.9.2. Loki's
 * curves: Loki 2.9.2 and 12 hours or more. Runs that lack a value are left out of its fits; `n` counts the others.
 */
export function fitSizing(passed: readonly RunByName[]): SizingModel {
  const newLoki = passed.filter((run) =>
    run.setting("loki_version") === "2.9.2"
  );
  const steady = newLoki.filter((run) =>
    (run.number("duration", "h") ?? 0) >= 12
  );
  const logsOnly = newLoki.filter((run) =>
    (run.number(metrics.load, "1/min") ?? Infinity) < 1000
  );
  const disk = reportedIn("storage_rate", "GiB/day");
  const diskOfLogs = fitLine(logsOnly, {
    name: "disk of log lines",
    ...logs,
    unit: "GiB/day",
    taken: disk,
  });
  return {
    diskOfLogs,
    diskOfMetrics: fitLine(passed, {
      name: "disk of datapoints",
      ...metrics,
      unit: "GiB/day",
      taken: (run) => {
        const [total, lines] = [disk(run), run.number(logs.load, "1/min")];
        return total === null || lines === null
          ? null
          : total - diskOfLogs.predict(lines).value;
      },
    }),
    lokiCpu: fitCurve(steady, {
      name: "cpu of Loki",
      ...logs,
      unit: "cpus",
      taken: reportedIn("loki_pod_cpu", "cpu"),
    }),
    lokiMemory: fitCurve(steady, {
      name: "memory of Loki",
      ...logs,
      unit: "GB",
      taken: reportedIn("loki_pod_memory", "GB"),
    }),
    prometheusCpu: fitLine(passed, {
      name: "cpu of Prometheus",
      ...metrics,
      unit: "cpus",
      taken: reportedIn("prom_pod_cpu", "cpu"),
    }),
    prometheusMemory: fitLine(passed, {
      name: "memory of Prometheus",
      ...metrics,
      unit: "GB",
      taken: reportedIn("prom_pod_memory", "GB"),
    }),
    loads: sizingLoads(passed),
  };
}

function reportedIn(name: string, unit: string): SizingAxes["taken"] {
  return (run) => run.number(name, unit);
}
