/** When requests of an open loop are due. */
import { z } from "zod";

/**
 * How requests are started. `closed`: each worker sends its next when the last is answered, so a slow system is asked
 * less. `constant` and `poisson`: at a rate, whatever the system does; latency counts from the intended start.
 */
export const Loop = z.enum(["closed", "constant", "poisson"]);
export type Loop = z.infer<typeof Loop>;

/**
 * Milliseconds from each arrival to the next: always the same, or exponentially distributed, so that arrivals are a Poisson
 * process as of many clients that know nothing of each other. Throws RangeError unless the rate, a second, is above 0.
 */
export function toArrivals(
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
