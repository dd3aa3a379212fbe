/** Panels of samples: a metric each, with a line a source and its limits. */
import { scaleBytes } from "../drawing/byte_unit.ts";
import { type EnvelopePoint, thinLine } from "../drawing/thin.ts";

/** Sample, in any unit of its metric. */
export interface ResourceRow {
  /** Each metric has its own panel. */
  readonly metric: string;
  readonly unit: string;
  /** Process or node; each source has its own line. */
  readonly source: string;
  /** ISO 8601. */
  readonly at: string;
  /** NaN breaks the line. */
  readonly value: number;
}

/** Limit of a metric, such as the memory that a process may use. */
export interface ResourceLimit {
  readonly metric: string;
  readonly label: string;
  /** In the unit of the metric's rows. */
  readonly value: number;
}

/** Metric with its lines, in the unit that it is drawn in. */
export interface ResourcePanel {
  readonly metric: string;
  readonly unit: string;
  readonly lines: readonly {
    readonly source: string;
    /** Place on the time axis, and value. */
    readonly points: readonly EnvelopePoint[];
  }[];
  readonly limits: readonly {
    readonly label: string;
    readonly value: number;
  }[];
  /** True if a point stands for several samples. */
  readonly isThinned: boolean;
}

/** Bins of a line; more could not be told apart. */
const MAX_BINS = 180;

/** Groups rows by metric and source, thins them, and chooses units of bytes by the largest value or limit. */
export function toPanels(
  rows: readonly ResourceRow[],
  limits: readonly ResourceLimit[],
  place: (at: string) => number,
): ResourcePanel[] {
  const groups = [...Map.groupBy(rows, ({ metric }) => metric).entries()];
  return groups.map(([metric, samples]) => {
    const own = limits.filter((limit) => limit.metric === metric);
    const largest = [...samples, ...own].reduce(
      (max, { value }) => value > max ? value : max,
      0,
    );
    const { unit, factor } = scaleBytes(samples[0]?.unit ?? "", largest);
    const sources = Map.groupBy(samples, ({ source }) => source);
    return {
      metric,
      unit,
      lines: [...sources.entries()].map(([source, samples]) => ({
        source,
        points: thinLine(
          samples.map(({ at, value }) => ({ x: place(at), y: value * factor }))
            .sort((a, b) => a.x - b.x),
          MAX_BINS,
        ),
      })),
      limits: own.map(({ label, value }) => ({ label, value: value * factor })),
      isThinned: [...sources.values()].some(({ length }) => length > MAX_BINS),
    };
  });
}
