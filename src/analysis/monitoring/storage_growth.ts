/** How much a Prometheus writes to its data folder: measured over whole flush periods, as the folder grows in steps. */
import { meanInterval } from "../../statistics/mod.ts";
import type { Point } from "../series/counter.ts";

/** Rates are bytes a second. */
export interface StorageGrowth {
  /** Whole flush periods it was measured over, each from one flush of the head to the next. */
  readonly periods: number;
  /** Seconds of these periods together. */
  readonly seconds: number;
  /** Net growth of the whole folder. */
  readonly rate: number;
  /** Bounds of the 95 % t interval over the periods; null for a single one. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Net growth of finished blocks, which is part of it; null where the server does not tell. */
  readonly blocks: number | null;
}

export interface StorageSeries {
  /** Bytes of the folder. */
  readonly folder: readonly Point[];
  /** Bytes of finished blocks, as the server tells them. */
  readonly blocks: readonly Point[];
  /** Times that the head was flushed, a counter. */
  readonly flushes: readonly Point[];
  /** Seconds of samples in a block: the time from one flush to the next. */
  readonly period: number;
}

/** Seconds after a flush in which what it replaced is still being deleted. */
const SETTLE = 10;

/** Share of a period by which two flushes may miss being one apart: others write only part of a block, or catch up. */
const SLACK = 0.2;

/**
 * Growth from one flush to the next, each time at the same moment of the period. Before the first flush the folder holds the
 * write-ahead log alone, and between two flushes the log and none of the block that comes: what is not a whole period says
 * nothing of storage. Null without one. Flushes after a restart are left out, as its counter begins again.
 */
export function storageGrowth(
  { folder, blocks, flushes, period }: StorageSeries,
): StorageGrowth | null {
  const pairs = toFlushTimes(flushes).flatMap((until, i, all) => {
    const from = all[i - 1];
    return from !== undefined &&
        Math.abs(until - from - period) <= SLACK * period
      ? [{ from, until }]
      : [];
  });
  const grown = pairs.flatMap(({ from, until }) => {
    const [before, after] = [from, until].map((at) => next(folder, at));
    if (!before || !after || after.at <= before.at) return [];
    const [least, most] = [from, until].map((at) => next(blocks, at));
    return [{
      seconds: after.at - before.at,
      bytes: after.value - before.value,
      blocks: least && most ? most.value - least.value : null,
    }];
  });
  if (grown.length === 0) return null;
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const seconds = sum(grown.map((one) => one.seconds));
  const rate = sum(grown.map(({ bytes }) => bytes)) / seconds;
  const rates = grown.map((one) => one.bytes / one.seconds);
  const { mean, upper } = meanInterval(rates);
  const half = mean === null || upper === null ? null : upper - mean;
  const told = grown.flatMap(({ blocks }) => blocks ?? []);
  return {
    periods: grown.length,
    seconds,
    rate,
    // About the net growth: the mean of the rates differs from it where periods differ in length.
    lower: half === null ? null : rate - half,
    upper: half === null ? null : rate + half,
    blocks: told.length === grown.length ? sum(told) / seconds : null,
  };
}

/** When the counter of flushes grew, without what it did before a restart. */
function toFlushTimes(flushes: readonly Point[]): number[] {
  let times: number[] = [];
  for (const [i, { at, value }] of flushes.entries()) {
    const before = flushes[i - 1]?.value ?? value;
    if (value < before) times = [];
    if (value > before) times.push(at);
  }
  return times;
}

/** The first point once a flush has settled. */
function next(points: readonly Point[], at: number): Point | null {
  return points.find((point) => point.at >= at + SETTLE) ?? null;
}
