/** How long simulated cells take to make a container. */
import { normalQuantile } from "../../statistics/basics/distributions.ts";

/** Standard deviation of the logarithm: assumed, as for most durations of the simulator. */
const SPREAD = 0.5;

/** Draws seconds from a log-normal distribution with a median, by a number in [0, 1) of `random`. */
export function drawCreation(median: number, random: () => number): number {
  const share = Math.min(1 - 1e-9, Math.max(1e-9, random()));
  return median * Math.exp(SPREAD * normalQuantile(share));
}
