/** The closed loop: each worker sends its next request when the last is answered. */
import type { Attempt } from "../clients/attempt.ts";
import type { Pacer } from "../timing/pacer.ts";

/**
 * Milliseconds that a worker waits after it found no connection: refusing takes microseconds, and a worker that did nothing
 * else would take a core from the nodes that live, and fill the record.
 */
const AFTER_REFUSAL = 50;

/** Drives one worker until the pacer is stopped; `make` is given the moment from which the attempt counts. */
export async function driveClosedLoop(
  make: (from: number) => Promise<Attempt>,
  pacer: Pacer,
): Promise<void> {
  while (!pacer.stopped) {
    const { outcome } = await make(performance.now());
    if (outcome === "refused") await pacer.sleep(AFTER_REFUSAL);
  }
}
