/** Times at which the requests of an open loop are due, and how late they may be noticed. */

/**
 * What starts a request. `closed` loop: each worker sends its next when the last has its response, so a slow system
 * gets fewer requests. Open loop, `constant` or `poisson`: an arrival rate, regardless of the system; latency
 * counts from the intended start, which avoids coordinated omission.
 */
export type Loop = "closed" | "constant" | "poisson";

/** Delay above which a due request was noticed too late: its latency would include the generator's. */
export const LATE_THRESHOLD_S = 0.05;

/**
 * Returns a generator of interarrival times in ms: constant, or exponentially distributed, so that arrivals are a
 * Poisson process, as those of many independent clients are. Throws RangeError unless `rate`, in 1/s, is above 0.
 */
export function toInterarrivalTimes(
  loop: Loop,
  rate: number,
  random: () => number,
): () => number {
  if (!(rate > 0)) {
    throw new RangeError(
      `Cannot drive an open loop as its rate must be above 0: ${rate}`,
    );
  }
  const mean = 1000 / rate;
  return loop === "poisson" ? () => -Math.log(1 - random()) * mean : () => mean;
}
