import type * as Plot from "@observablehq/plot";
import { formatAxis, formatTick } from "../drawing/ticks.ts";

/** Scale of an axis of latencies. */
export interface LatencyScale {
  readonly unit: "µs" | "ms" | "s";
  /** Turns seconds into the unit. */
  readonly factor: number;
  readonly log: boolean;
  /** Label of the axis, which says that it is logarithmic. */
  readonly label: string;
  /** Options of Plot's scale: its domain and the ticks, in the unit. */
  readonly options: Plot.ScaleOptions;
}

/** Ratio of the largest to the smallest latency from which an axis is logarithmic. */
const LOG_RATIO = 20;
/** Ratio of two neighbours of 1, 2, 5, 10 ... allowed between labels. */
const FULL_DECADES = 1.8;
const THIN_DECADES = 4;

/**
 * Chooses unit and scale for latencies in seconds: logarithmic if the largest is more than 20 times the smallest above
 * zero. A logarithmic axis begins and ends at a round value, a linear one at zero.
 */
export function latencyScale(
  seconds: readonly number[],
  { log: forced = false }: { readonly log?: boolean } = {},
): LatencyScale {
  const positive = seconds.filter((value) => value > 0);
  const high = positive.reduce((a, b) => Math.max(a, b), 0) || 1e-3;
  const low = positive.reduce((a, b) => Math.min(a, b), high);
  const [unit, factor] = high < 1e-3
    ? ["µs", 1e6] as const
    : high < 10
    ? ["ms", 1e3] as const
    : ["s", 1] as const;
  const log = forced || high / low > LOG_RATIO;
  if (!log) {
    const domain = [0, high * factor * 1.05];
    const options = { domain, nice: true, ticks: 5 };
    return { unit, factor, log, label: `latency (${unit})`, options };
  }
  const domain = [
    roundDown(low * factor),
    roundUp(high * factor),
  ] as const;
  return {
    unit,
    factor,
    log,
    label: `latency (${unit}, log scale)`,
    options: {
      type: "log",
      domain: [...domain],
      ticks: logTicks(domain),
      tickFormat: (value: number) =>
        value >= 1e4 ? formatAxis(value, 0) : formatTick(value),
    },
  };
}

/** Returns round values within a domain: 1, 2, 5 of each decade, fewer of many decades. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const steps = decades <= FULL_DECADES
    ? [1, 2, 5]
    : decades <= THIN_DECADES
    ? [1, 3]
    : [1];
  const first = Math.floor(Math.log10(low));
  const count = Math.ceil(Math.log10(high)) - first + 1;
  return Array.from({ length: count }, (_, i) => i + first)
    .flatMap((decade) => steps.map((step) => round(step * 10 ** decade)))
    .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
}

function roundDown(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const lead = value / decade;
  return round(decade * (lead >= 5 ? 5 : lead >= 2 ? 2 : 1));
}

function roundUp(value: number): number {
  const decade = 10 ** Math.floor(Math.log10(value) + 1e-9);
  const lead = value / decade;
  return round(decade * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10));
}

/** Powers of ten are not exact. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
