/** Drives the workers of one load thread in a closed or an open loop, whatever they send. */
import type { Attempt } from "../clients/attempt.ts";
import { unsent } from "./arrival_queues.ts";
import { type Loop, toInterarrivalTimes } from "./arrivals.ts";
import { driveOpenLoop } from "./open_loop.ts";
import type { Pacer } from "../timing/pacer.ts";
import type { ScheduledOperations } from "./scheduled_operations.ts";

/**
 * Delay of a worker after a refused connection. A refusal takes microseconds: without a delay the worker would take
 * a core from the live nodes and fill the record.
 */
export const REFUSED_DELAY_MS = 50;

export interface LoopOptions<Worker> {
  readonly loop: Loop;
  /** Requests per second of an open loop, by this thread; not used in a closed one. */
  readonly rate: number;
  /** Returns the time to the next arrival in ms, in place of `rate`. @default {null} */
  readonly gap?: (() => number) | null;
  /** Returns numbers in [0, 1). */
  readonly random: () => number;
  /** Workers of each node. */
  readonly nodes: readonly (readonly Worker[])[];
  /** Passes the worker's next request to `operations.make()`, with its intended start in ms of `performance.now()`. */
  readonly send: (worker: Worker, due: number) => Promise<Attempt>;
}

/**
 * Returns once `operations` is stopped and nothing is in flight. Arrivals that never got a worker are passed to `send`
 * after the stop, to be recorded as `unfinished`. Throws RangeError if the rate of an open loop is not above 0.
 */
export async function driveLoop<Worker>(
  operations: ScheduledOperations,
  { loop, rate, gap = null, random, nodes, send }: LoopOptions<Worker>,
): Promise<void> {
  const { pacer } = operations;
  if (loop === "closed") {
    await Promise.all(
      nodes.flat().map((worker) =>
        driveClosedLoop((start) => send(worker, start), pacer)
      ),
    );
    return;
  }
  const waiting = await driveOpenLoop(nodes, {
    pacer,
    gap: gap ?? toInterarrivalTimes(loop, rate, random),
    make: send,
    onArrival: (lateMs) => operations.arrive(lateMs),
  });
  for (const [worker, due] of unsent(nodes, waiting)) await send(worker, due);
}

/**
 * Drives one worker of a closed loop, which sends its next request when the last has its response, until the pacer is
 * stopped; `make` gets the start of the attempt in ms of `performance.now()`.
 */
export async function driveClosedLoop(
  make: (start: number) => Promise<Attempt>,
  pacer: Pacer,
): Promise<void> {
  while (!pacer.stopped) {
    const { outcome } = await make(performance.now());
    if (outcome === "refused") await pacer.sleep(REFUSED_DELAY_MS);
  }
}
