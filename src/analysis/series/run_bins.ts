/** Bins of time that suit a run: round lengths, few enough to draw, full enough for a percentile. */
import type { LoadSpan } from "./run_clock.ts";

/** Bins in order; the first begins and the last ends with the load, the others at multiples of the width. */
export interface RunBins {
  /** Seconds. */
  readonly width: number;
  /** Numbers of the first and the last bin; bin 0 begins at zero. */
  readonly first: number;
  readonly last: number;
}

/** What bins should be like. */
export interface BinWishes {
  readonly most: number;
  /** Operations of an average bin, if that leaves at least 20 bins. */
  readonly operations: number;
}

const LEAST_BINS = 20;
const widths = [
  ...[0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 15, 30],
  ...[60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200],
];
const DAY_S = 86_400;

/** Chooses the bins of a run. The bin at an end of the load has half to one and a half of the width. */
export function chooseBins(
  { load: { from, until }, ended }: Pick<LoadSpan, "load" | "ended">,
  { most, operations }: BinWishes,
): RunBins {
  const length = until - from;
  const full = ended > 0 ? length * operations / ended : length;
  const wanted = Math.max(length / most, Math.min(length / LEAST_BINS, full));
  const width = widths.find((width) => width >= wanted) ??
    DAY_S * Math.ceil(wanted / DAY_S);
  // Adding zero makes -0 a plain zero.
  const first = 0 + Math.ceil(from / width - 0.5);
  return {
    width,
    first,
    last: Math.max(first, Math.floor(until / width + 0.5) - 1),
  };
}

/** Returns the edges of a bin in seconds from zero. */
export function edgesOf(
  bin: number,
  { width, first, last }: RunBins,
  { load }: Pick<LoadSpan, "load">,
): { readonly from: number; readonly until: number } {
  const from = bin === first ? load.from : bin * width;
  const until = bin === last ? load.until : (bin + 1) * width;
  // A single instant still needs a length to have a rate.
  return { from, until: until > from ? until : from + width };
}
