/** Draws durations of the model from their distributions. */
import { normalQuantile } from "../../../statistics/basics/distributions.ts";
import { latencies, type Latency, type LatencyName } from "./latencies.ts";

/** Cells of the table of quantiles. */
const CELLS = 2048;

/** Cells at each end, in which quantiles bend too much for a straight line, so that they are calculated. */
const TAIL_CELLS = 8;

/** No quantile is nearer to 0 or 1; half of the least step of a generator of 32 bits. */
const LEAST_SHARE = 2 ** -33;

function quantileOf({ median, spread }: Latency, share: number): number {
  const within = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
  return median * Math.exp(spread * normalQuantile(within));
}

/** Quantiles of each duration at the bounds of the cells, as a draw from them costs a fraction of a calculation. */
const tables = Object.fromEntries(
  Object.entries(latencies).map(([name, latency]) => [
    name,
    Float64Array.from(
      { length: CELLS + 1 },
      (_, bound) => quantileOf(latency, bound / CELLS),
    ),
  ]),
) as Readonly<Record<LatencyName, Float64Array>>;

/** Draws a duration in seconds, from the whole of its distribution. */
export function draw(random: () => number, name: LatencyName): number {
  const place = CELLS * random();
  const cell = Math.floor(place);
  if (cell < TAIL_CELLS || cell >= CELLS - TAIL_CELLS) {
    return quantileOf(latencies[name], place / CELLS);
  }
  const table = tables[name];
  const low = table[cell]!;
  return low + (place - cell) * (table[cell + 1]! - low);
}
