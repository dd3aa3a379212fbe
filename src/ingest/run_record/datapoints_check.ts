/** Figures that people wrote down although others imply them, checked. */
import { fromBase, type Param, type Reported } from "../../record/mod.ts";

/** Series that the metric generator exposes for each metric. */
const SERIES_PER_METRIC = 10;

/** Seconds between scrapes where a record does not say. */
const USUAL_INTERVAL = 15;

export interface DatapointsCheck {
  /** Datapoints a minute that the settings imply. */
  readonly expected: number;
  /** Datapoints a minute as written; null when the cell could not be read. */
  readonly written: number | null;
  readonly text: string;
  /** Whether the scrape interval is taken as the usual one, for want of a setting. */
  readonly assumed: boolean;
  readonly equal: boolean;
}

/**
 * Compares nominal datapoints a minute with metrics x 10 series x targets x 60 / scrape interval; undefined where a part is
 * missing. Without a scrape interval the usual 15 s are taken.
 */
export function checkDatapoints(
  params: readonly Param[],
  reported: readonly Reported[],
): DatapointsCheck | undefined {
  const numberOf = (key: string) =>
    params.find((param) => param.key === key)?.number ?? null;
  const metrics = numberOf("metrics_per_target");
  const targets = numberOf("targets");
  const interval = numberOf("scrape_interval");
  const figure = reported.find(({ kind, statistic }) =>
    kind === "datapoints_rate" &&
    (statistic === "value" || statistic === "nominal")
  );
  if (metrics === null || targets === null || !figure) return undefined;
  const expected = metrics * SERIES_PER_METRIC * targets * 60 /
    (interval ?? USUAL_INTERVAL);
  const written = figure.value === null
    ? null
    : fromBase(figure.value, "1/min");
  return {
    expected,
    written,
    text: figure.text,
    assumed: interval === null,
    equal: written !== null &&
      Math.abs(written - expected) <= 1e-9 * Math.abs(expected),
  };
}

/** What a failed check says, with both numbers. */
export function mismatchMessage(
  { expected, text, assumed }: DatapointsCheck,
): string {
  return `datapoints a minute are written as '${text}' where metrics x ${SERIES_PER_METRIC} x targets x 60 / scrape interval${
    assumed ? ` (taken as ${USUAL_INTERVAL} s)` : ""
  } gives ${expected}`;
}
