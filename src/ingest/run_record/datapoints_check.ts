/** Checks a written rate of datapoints against the rate that the settings imply. */
import {
  fromBase,
  type Param,
  paramNumber,
  type Reported,
} from "../../record/mod.ts";

/** Series of each metric of the metric generator. */
const SERIES_PER_METRIC = 10;

/** Scrape interval of records that do not state it. */
const DEFAULT_SCRAPE_INTERVAL_S = 15;

export interface DatapointsCheck {
  /** Datapoints a minute that the settings imply. */
  readonly expected: number;
  /** Datapoints a minute as written; null if the cell could not be read. */
  readonly written: number | null;
  readonly text: string;
  /** True if the default scrape interval was assumed. */
  readonly assumed: boolean;
  readonly equal: boolean;
}

/**
 * Compares nominal datapoints a minute with metrics x 10 series x targets x 60 / scrape interval; undefined if a part
 * is missing. The scrape interval defaults to 15 s.
 */
export function checkDatapoints(
  params: readonly Param[],
  reported: readonly Reported[],
): DatapointsCheck | undefined {
  const numberOf = (key: string) => paramNumber({ params }, key);
  const metrics = numberOf("metrics_per_target");
  const targets = numberOf("targets");
  const interval = numberOf("scrape_interval");
  const rate = reported.find(({ kind, statistic }) =>
    kind === "datapoints_rate" &&
    (statistic === "value" || statistic === "nominal")
  );
  if (metrics === null || targets === null || !rate) return undefined;
  const expected = metrics * SERIES_PER_METRIC * targets * 60 /
    (interval ?? DEFAULT_SCRAPE_INTERVAL_S);
  const written = rate.value === null ? null : fromBase(rate.value, "1/min");
  return {
    expected,
    written,
    text: rate.text,
    assumed: interval === null,
    equal: written !== null &&
      Math.abs(written - expected) <= 1e-9 * Math.abs(expected),
  };
}

/** Returns the message of a failed check. */
export function mismatchMessage(
  { expected, text, assumed }: DatapointsCheck,
): string {
  const interval = assumed ? ` (taken as ${DEFAULT_SCRAPE_INTERVAL_S} s)` : "";
  return `datapoints a minute are written as '${text}' where metrics x ${SERIES_PER_METRIC} x targets x 60 / ` +
    `scrape interval${interval} gives ${expected}`;
}
