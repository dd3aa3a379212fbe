/** Figures that the programs of a run tell of themselves: kept as reported, beside what was measured. */
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { Span } from "../../analysis/series/run_rows.ts";
import type { Reported } from "../../record/mod.ts";
import type { LocustTotal } from "../../workloads/locust/locust_totals.ts";
import type { Prometheus } from "../../systems/prometheus/prometheus.ts";

/** One figure: whose, of what, and its value in the unit. */
export interface ToldFigure {
  readonly kind: string;
  readonly statistic: string;
  readonly value: number | null;
  readonly unit: string;
}

/**
 * What the server's own metrics say of a span: datapoints a second, starts, series in its head. Nothing of a server that
 * does not answer.
 */
export async function figuresOfServer(
  { api }: Pick<Prometheus, "api">,
  { from, until }: Span,
): Promise<ToldFigure[]> {
  const span = { start: new Date(from * 1000), end: new Date(until * 1000) };
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
    // It has ended, or is too busy to answer: its outages and queries say so.
    return [];
  }
}

/** What Locust itself counted, by kind of query. */
export function figuresOfLocust(totals: readonly LocustTotal[]): ToldFigure[] {
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

/** Keeps figures in the record. */
export function reportFigures(
  recorder: Pick<Recorder, "run_id" | "append">,
  figures: readonly ToldFigure[],
): void {
  recorder.append(
    "reported",
    figures.map((figure, position): Reported => ({
      run_id: recorder.run_id,
      ...figure,
      n: null,
      label: "",
      position,
      text: figure.value === null ? "" : String(figure.value),
      annotation: "",
      struck: false,
    })),
  );
}
