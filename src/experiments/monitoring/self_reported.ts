/** Records the metrics that the programs of a run report of themselves, beside the measured ones. */
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { PhaseSpan } from "../../lab/run/phase_steps.ts";
import type { Reported } from "../../record/mod.ts";
import type { LocustTotal } from "../../workloads/locust/locust_totals.ts";
import type { Prometheus } from "../../systems/prometheus/prometheus.ts";

/** One self-reported metric; `statistic` is the program, `kind` the quantity. */
export interface SelfReportedMetric {
  readonly kind: string;
  readonly statistic: string;
  readonly value: number | null;
  readonly unit: string;
}

/**
 * Reads the server's own metrics of a span: datapoints per second, starts, and series in its head. Returns none if the
 * server does not respond.
 */
export async function readServerMetrics(
  { api }: Pick<Prometheus, "api">,
  span: PhaseSpan,
): Promise<SelfReportedMetric[]> {
  const statistic = "prometheus";
  try {
    return [
      {
        kind: "ingested",
        statistic,
        value: await api.datapointsRate(span),
        unit: "1/s",
      },
      {
        kind: "restarts",
        statistic,
        value: await api.restarts(span),
        unit: "",
      },
      {
        kind: "head_series",
        statistic,
        value: await api.headSeries(span.end),
        unit: "",
      },
    ];
  } catch {
    // It has ended, or is overloaded; outages and failed queries show that.
    return [];
  }
}

/** Converts Locust's own totals by kind of query. */
export function toLocustMetrics(
  totals: readonly LocustTotal[],
): SelfReportedMetric[] {
  return totals.flatMap(({ name, requests, failures, median }) => [
    {
      kind: `${name}_requests`,
      statistic: "locust",
      value: requests,
      unit: "",
    },
    {
      kind: `${name}_failures`,
      statistic: "locust",
      value: failures,
      unit: "",
    },
    { kind: `${name}_median`, statistic: "locust", value: median, unit: "s" },
  ]);
}

/** Appends self-reported metrics to the table `reported`. */
export function recordSelfReported(
  recorder: Pick<Recorder, "run_id" | "append">,
  metrics: readonly SelfReportedMetric[],
): void {
  recorder.append(
    "reported",
    metrics.map((metric, position): Reported => ({
      run_id: recorder.run_id,
      ...metric,
      n: null,
      label: "",
      position,
      text: metric.value === null ? "" : String(metric.value),
      annotation: "",
      struck: false,
    })),
  );
}
