/** The closed and the open loop of workers whose requests end on a `SocketPoll`: as `driveLoop()`, and without promises. */
import { toInterarrivalTimes } from "../load/arrivals.ts";
import { REFUSED_DELAY_MS } from "../load/closed_loop.ts";
import type { LoopOptions } from "../load/drive_loop.ts";
import { MAX_QUEUED, POLL_INTERVAL_MS } from "../load/open_loop.ts";
import { Fifo } from "../load/queue.ts";
import type { ScheduledOperations } from "../load/scheduled_operations.ts";

export interface PolledLoopOptions<Worker>
  extends Pick<LoopOptions<Worker>, "loop" | "rate" | "random" | "nodes"> {
  readonly operations: ScheduledOperations;
  /** Sends a worker's next request, with its intended start, at `now`; it must not end during the call. */
  readonly send: (worker: Worker, due: number, now: number) => void;
  /** Records a worker's next request, which was due and is never sent. */
  readonly skip: (worker: Worker, due: number) => void;
}

/** Which request is sent when; times are in ms of `performance.now()`. */
export interface PolledLoop<Worker> {
  /** Requests that have not ended. */
  readonly inFlight: number;
  /** Sends what is due. Returns when it must be called again at the latest. */
  step(now: number): number;
  /** Must be told of each end of a request; sends the worker's next if it has one. */
  ended(
    worker: Worker,
    end: { readonly refused: boolean; readonly now: number },
  ): void;
  /** Records what was due before the stop and never got a worker. */
  finish(): void;
}

/** Returns a loop. Throws RangeError if the rate of an open one is not above 0. */
export function createPolledLoop<Worker>(
  options: PolledLoopOptions<Worker>,
): PolledLoop<Worker> {
  return options.loop === "closed" ? closedLoop(options) : openLoop(options);
}

function closedLoop<Worker>(
  { nodes, operations: { pacer }, send }: PolledLoopOptions<Worker>,
): PolledLoop<Worker> {
  let inFlight = 0;
  let begun = false;
  const begin = (worker: Worker, now: number) => {
    inFlight++;
    send(worker, now, now);
  };
  const resume = (worker: Worker) => {
    if (!pacer.stopped) begin(worker, performance.now());
  };
  return {
    get inFlight() {
      return inFlight;
    },
    step() {
      if (begun) return Infinity;
      begun = true;
      for (const worker of nodes.flat()) resume(worker);
      return Infinity;
    },
    ended(worker, { refused, now }) {
      inFlight--;
      if (refused) setTimeout(() => resume(worker), REFUSED_DELAY_MS);
      else if (!pacer.stopped) begin(worker, now);
    },
    finish() {},
  };
}

/** Free workers of a node, and the due times of arrivals that wait for one. */
interface NodeQueue<Worker> {
  readonly workers: readonly Worker[];
  readonly free: Worker[];
  readonly waiting: Fifo<number>;
}

/** See `driveOpenLoop()`, which says how arrivals are spread and queued. */
function openLoop<Worker>(
  { nodes, operations, send, skip, loop, rate, random }: PolledLoopOptions<
    Worker
  >,
): PolledLoop<Worker> {
  const { pacer } = operations;
  const gap = toInterarrivalTimes(loop, rate, random);
  const queues = nodes.map((workers): NodeQueue<Worker> => ({
    workers,
    free: [...workers],
    waiting: new Fifo(),
  }));
  const queueOf = new Map(
    queues.flatMap((queue) =>
      queue.workers.map((worker) => [worker, queue] as const)
    ),
  );
  let [inFlight, queued, turn] = [0, 0, 0];
  let due = performance.now();

  const begin = (worker: Worker, start: number, now: number) => {
    inFlight++;
    send(worker, start, now);
  };
  const arrive = (queue: NodeQueue<Worker>, now: number) => {
    // The longest idle worker, so that connections are used evenly; none for what is noticed after the stop.
    const worker = pacer.stopped ? undefined : queue.free.shift();
    if (worker !== undefined) return begin(worker, due, now);
    queue.waiting.push(due);
    queued++;
  };
  const step = (now: number): number => {
    const end = Math.min(now, pacer.stoppedAt);
    while (due <= end && queued < MAX_QUEUED) {
      operations.arrive(end - due);
      const queue = queues[turn++ % queues.length];
      if (queue) arrive(queue, now);
      due += gap();
    }
    if (queued >= MAX_QUEUED) return now + POLL_INTERVAL_MS;
    // After the stop nothing more is due: what is in flight is waited for, and not polled.
    return due > pacer.stoppedAt ? Infinity : due;
  };
  return {
    get inFlight() {
      return inFlight;
    },
    step,
    ended(worker, { now }) {
      inFlight--;
      const queue = queueOf.get(worker);
      const next = pacer.stopped ? undefined : queue?.waiting.shift();
      if (next === undefined) {
        queue?.free.push(worker);
        return;
      }
      queued--;
      begin(worker, next, now);
    },
    finish() {
      step(performance.now());
      for (const { workers, waiting } of queues) {
        for (const [i, start] of [...waiting].entries()) {
          const worker = workers[i % workers.length];
          if (worker !== undefined) skip(worker, start);
        }
      }
    },
  };
}
