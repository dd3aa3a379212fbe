/** Arrivals of an open loop: which worker gets each, and which of them wait for one. */
import type { Pacer } from "../timing/pacer.ts";
import { Fifo } from "./queue.ts";

export interface ArrivalOptions<Worker> {
  readonly pacer: Pacer;
  /** Returns the next interarrival time in ms. */
  readonly gap: () => number;
  /** Gets the delay in ms with which each arrival was noticed, whether or not a worker was free. */
  readonly onArrival: (lateMs: number) => void;
  /** Begins an attempt of a free worker that was due at a time in ms of `performance.now()`, and is noticed at `now`. */
  readonly begin: (worker: Worker, due: number, now: number) => void;
}

/** Limit of queued arrivals over all nodes: more would take the memory, and the time for reading responses. */
const MAX_QUEUED = 2 ** 19;
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
 * and the queueing time counts. The first arrival is due at once.
 */
export class ArrivalQueues<Worker> {
  readonly #options: ArrivalOptions<Worker>;
  readonly #queues: readonly NodeQueue<Worker>[];
  readonly #queueOf: ReadonlyMap<Worker, NodeQueue<Worker>>;
  #due = performance.now();
  #queued = 0;
  #turn = 0;

  /** `nodes` holds the workers of each node; all are free. */
  constructor(
    nodes: readonly (readonly Worker[])[],
    options: ArrivalOptions<Worker>,
  ) {
    this.#options = options;
    this.#queues = nodes.map((workers) => ({
      free: [...workers],
      waiting: new Fifo<number>(),
    }));
    this.#queueOf = new Map(
      nodes.flatMap((workers, i) =>
        workers.map((worker) => [worker, this.#queues[i]!] as const)
      ),
    );
  }

  /** When the next arrival is due, in ms of `performance.now()`. */
  get due(): number {
    return this.#due;
  }

  /** Whether as many arrivals wait as may: no other is noticed until there is space. */
  get isFull(): boolean {
    return this.#queued >= MAX_QUEUED;
  }

  /** The due times of the arrivals of each node that wait for a worker. */
  get waiting(): number[][] {
    return this.#queues.map(({ waiting }) => [...waiting]);
  }

  /** Begins all that are due at `now`, and were before the stop: at a high rate there is no time to wait before each. */
  arrive(now: number): void {
    const { pacer, gap, onArrival } = this.#options;
    const end = Math.min(now, pacer.stoppedAt);
    while (this.#due <= end && this.#queued < MAX_QUEUED) {
      onArrival(end - this.#due);
      const queue = this.#queues[this.#turn++ % this.#queues.length];
      if (queue) this.#give(queue, now);
      this.#due += gap();
    }
  }

  /** Returns when the next attempt of a worker was due whose last has ended; undefined if it is free now, or stopped. */
  next(worker: Worker): number | undefined {
    const queue = this.#queueOf.get(worker);
    const due = this.#options.pacer.stopped
      ? undefined
      : queue?.waiting.shift();
    if (due === undefined) queue?.free.push(worker);
    else this.#queued--;
    return due;
  }

  #give(queue: NodeQueue<Worker>, now: number): void {
    const { pacer, begin } = this.#options;
    // The longest idle worker, so that connections are used evenly; none for what is noticed after the stop.
    const worker = pacer.stopped ? undefined : queue.free.shift();
    if (worker !== undefined) return begin(worker, this.#due, now);
    queue.waiting.push(this.#due);
    this.#queued++;
  }
}

/** Divides the arrivals of each node that never got a worker among its workers, to be recorded as theirs. */
export function* unsent<Worker>(
  nodes: readonly (readonly Worker[])[],
  waiting: readonly (readonly number[])[],
): Generator<readonly [Worker, number]> {
  for (const [node, workers] of nodes.entries()) {
    for (const [i, due] of waiting[node]?.entries() ?? []) {
      const worker = workers[i % workers.length];
      if (worker !== undefined) yield [worker, due];
    }
  }
}
