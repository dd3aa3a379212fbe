/** The closed loop: each worker sends its next request when the last has its response. */
import type { Attempt } from "../clients/attempt.ts";
import type { Pacer } from "../timing/pacer.ts";

/**
 * Delay of a worker after a refused connection. A refusal takes microseconds: without a delay the worker would take
 * a core from the live nodes and fill the record.
 */
export const REFUSED_DELAY_MS = 50;

/** Drives one worker until the pacer is stopped; `make` gets the start of the attempt in ms of `performance.now()`. */
export async function driveClosedLoop(
  make: (start: number) => Promise<Attempt>,
  pacer: Pacer,
): Promise<void> {
  while (!pacer.stopped) {
    const { outcome } = await make(performance.now());
    if (outcome === "refused") await pacer.sleep(REFUSED_DELAY_MS);
  }
}
