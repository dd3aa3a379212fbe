/** The open loop: requests are started when they are due, regardless of the outcome of earlier ones. */
import {
  type ArrivalOptions,
  ArrivalQueues,
  POLL_INTERVAL_MS,
} from "./arrival_queues.ts";

export interface OpenLoopOptions<Worker>
  extends Omit<ArrivalOptions<Worker>, "begin"> {
  /** Makes an attempt that was due at a time in ms of `performance.now()`; never throws. */
  readonly make: (worker: Worker, due: number) => Promise<unknown>;
}

/**
 * Gives arrivals to workers as `ArrivalQueues` says. Returns for each node, once the pacer is stopped and no attempt is
 * in flight, the due times of the arrivals before the stop that never got a worker. `nodes` holds the workers of each
 * node.
 */
export async function driveOpenLoop<Worker>(
  nodes: readonly (readonly Worker[])[],
  { make, ...options }: OpenLoopOptions<Worker>,
): Promise<number[][]> {
  const { pacer } = options;
  const busy = new Set<Promise<void>>();
  const arrivals = new ArrivalQueues(nodes, {
    ...options,
    begin(worker, due) {
      const serving = serve(worker, due).finally(() => busy.delete(serving));
      busy.add(serving);
    },
  });

  /** Serves an arrival, and then those that wait until there are none. */
  async function serve(worker: Worker, due: number) {
    for (let next: number | undefined = due; next !== undefined;) {
      await make(worker, next);
      next = arrivals.next(worker);
    }
  }

  do {
    await (arrivals.isFull
      ? pacer.sleep(POLL_INTERVAL_MS)
      : pacer.until(arrivals.due));
    arrivals.arrive(performance.now());
  } while (!pacer.stopped);
  await Promise.all(busy);
  return arrivals.waiting;
}
