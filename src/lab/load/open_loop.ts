/** The open loop: requests are started when they are due, regardless of the outcome of earlier ones. */
import { Fifo } from "./queue.ts";
import type { Pacer } from "../timing/pacer.ts";

export interface OpenLoopOptions<Worker> {
  readonly pacer: Pacer;
  /** Returns the next interarrival time in ms. */
  readonly gap: () => number;
  /** Makes an attempt that was due at a time in ms of `performance.now()`; never throws. */
  readonly make: (worker: Worker, due: number) => Promise<unknown>;
  /** Gets the delay in ms with which each arrival was noticed, whether or not a worker was free. */
  readonly onArrival: (lateMs: number) => void;
}

/** Limit of queued arrivals over all nodes: more would take the memory, and the time for reading responses. */
export const MAX_QUEUED = 2 ** 19;
/** Interval at which a full queue is polled for space. */
export const POLL_INTERVAL_MS = 1;

/** Free workers of a node, and the due times of arrivals that wait for one. */
interface NodeQueue<Worker> {
  readonly free: Worker[];
  readonly waiting: Fifo<number>;
}

/**
 * Round-robins arrivals over the nodes, each to a free worker of its node, so that the choice of a node does not
 * depend on the speed of the others. While a node has no free worker, its arrivals queue first come, first served,
 * and the queueing time counts. Returns for each node, once the pacer is stopped and no attempt is in flight, the
 * due times of the arrivals before the stop that never got a worker. `nodes` holds the workers of each node.
 */
export async function driveOpenLoop<Worker>(
  nodes: readonly (readonly Worker[])[],
  { pacer, gap, make, onArrival }: OpenLoopOptions<Worker>,
): Promise<number[][]> {
  const queues = nodes.map((workers): NodeQueue<Worker> => ({
    free: [...workers],
    waiting: new Fifo(),
  }));
  const busy = new Set<Promise<void>>();
  let queued = 0;

  /** Serves an arrival, and then the queue of the node until it is empty. */
  async function serve(queue: NodeQueue<Worker>, worker: Worker, due: number) {
    for (let next: number | undefined = due; next !== undefined;) {
      await make(worker, next);
      next = pacer.stopped ? undefined : queue.waiting.shift();
      if (next !== undefined) queued--;
    }
    queue.free.push(worker);
  }

  function arrive(queue: NodeQueue<Worker>, due: number): void {
    // The longest idle worker, so that connections are used evenly; none for what is noticed after the stop.
    const worker = pacer.stopped ? undefined : queue.free.shift();
    if (worker === undefined) {
      queue.waiting.push(due);
      queued++;
      return;
    }
    const serving = serve(queue, worker, due)
      .finally(() => busy.delete(serving));
    busy.add(serving);
  }

  let [due, turn] = [performance.now(), 0];
  for (;;) {
    await (queued < MAX_QUEUED
      ? pacer.until(due)
      : pacer.sleep(POLL_INTERVAL_MS));
    // Starts all that are due by now: at a high rate there is no time to wait before each.
    const now = Math.min(performance.now(), pacer.stoppedAt);
    while (due <= now && queued < MAX_QUEUED) {
      onArrival(now - due);
      const queue = queues[turn++ % queues.length];
      if (queue) arrive(queue, due);
      due += gap();
    }
    if (pacer.stopped) break;
  }
  await Promise.all(busy);
  return queues.map(({ waiting }) => [...waiting]);
}
