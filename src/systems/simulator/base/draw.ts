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

/** Draws a duration in seconds, from the whole of its distribution, by one number in [0, 1) of `random`. */
type Draw = (random: () => number) => number;

function toDraw(latency: Latency): Draw {
  // Quantiles at the bounds of the cells, as a draw from them costs a fraction of a calculation.
  const bounds = Float64Array.from(
    { length: CELLS + 1 },
    (_, bound) => quantileOf(latency, bound / CELLS),
  );
  return (random) => {
    const place = CELLS * random();
    const cell = Math.floor(place);
    if (cell < TAIL_CELLS || cell >= CELLS - TAIL_CELLS) {
      return quantileOf(latency, place / CELLS);
    }
    const low = bounds[cell]!;
    return low + (place - cell) * (bounds[cell + 1]! - low);
  };
}

/** Draws of all durations: functions by name, as to look up a table for each draw takes as long as the draw. */
export const draws = Object.fromEntries(
  Object.entries(latencies).map(([name, latency]) => [name, toDraw(latency)]),
) as Readonly<Record<LatencyName, Draw>>;
