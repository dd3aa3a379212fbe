/** Storage growth of a Prometheus, measured over whole flush periods because its data folder grows in steps. */
import { meanInterval } from "../../statistics/mod.ts";
import type { Point } from "../series/counter.ts";

/** Rates are bytes a second. */
export interface StorageGrowth {
  /** Number of whole flush periods measured, each from one flush of the head to the next. */
  readonly periods: number;
  /** Total seconds of these periods. */
  readonly seconds: number;
  /** Net growth of the whole folder. */
  readonly rate: number;
  /** Bounds of the 95 % t interval over the periods; null for a single one. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Net growth of finished blocks, a part of `rate`; null where the server does not report it. */
  readonly blocks: number | null;
}

export interface StorageSeries {
  /** Bytes of the folder. */
  readonly folder: readonly Point[];
  /** Bytes of finished blocks, as reported by the server. */
  readonly blocks: readonly Point[];
  /** Counter of head flushes. */
  readonly flushes: readonly Point[];
  /** Seconds of samples in a block: the time from one flush to the next. */
  readonly period: number;
}

/** Time after a flush in which the replaced data is still being deleted. */
const DELETION_TIME_S = 10;

/** Accepted deviation of a flush interval, as a share of the period: others wrote a partial block, or caught up. */
const PERIOD_TOLERANCE = 0.2;

/**
 * Measures the growth from one flush to the next, at the same moment of each period. Before the first flush the
 * folder holds only the write-ahead log, and between two flushes the log without the coming block, so a partial
 * period has no meaning. Null without a whole period. Leaves out flushes before a restart, which resets the counter.
 */
export function storageGrowth(
  { folder, blocks, flushes, period }: StorageSeries,
): StorageGrowth | null {
  const pairs = toFlushTimes(flushes).flatMap((until, i, all) => {
    const from = all[i - 1];
    return from !== undefined &&
        Math.abs(until - from - period) <= PERIOD_TOLERANCE * period
      ? [{ from, until }]
      : [];
  });
  const periods = pairs.flatMap(({ from, until }) => {
    const [before, after] = [from, until].map((at) => firstAfter(folder, at));
    if (!before || !after || after.at <= before.at) return [];
    const [first, last] = [from, until].map((at) => firstAfter(blocks, at));
    return [{
      seconds: after.at - before.at,
      bytes: after.value - before.value,
      blocks: first && last ? last.value - first.value : null,
    }];
  });
  if (periods.length === 0) return null;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const seconds = sum(periods.map((period) => period.seconds));
  const rate = sum(periods.map(({ bytes }) => bytes)) / seconds;
  const rates = periods.map((period) => period.bytes / period.seconds);
  const { mean, upper } = meanInterval(rates);
  const half = mean === null || upper === null ? null : upper - mean;
  const blockGrowth = periods.flatMap(({ blocks }) => blocks ?? []);
  return {
    periods: periods.length,
    seconds,
    rate,
    // Centred on the net growth: the mean of the rates differs from it where periods differ in length.
    lower: half === null ? null : rate - half,
    upper: half === null ? null : rate + half,
    blocks: blockGrowth.length === periods.length
      ? sum(blockGrowth) / seconds
      : null,
  };
}

/** Returns the times at which the counter of flushes grew since the last restart. */
function toFlushTimes(flushes: readonly Point[]): number[] {
  let times: number[] = [];
  for (const [i, { at, value }] of flushes.entries()) {
    const before = flushes[i - 1]?.value ?? value;
    if (value < before) times = [];
    if (value > before) times.push(at);
  }
  return times;
}

/** Returns the first point after a flush with its deletions done. */
function firstAfter(points: readonly Point[], flush: number): Point | null {
  return points.find(({ at }) => at >= flush + DELETION_TIME_S) ?? null;
}
