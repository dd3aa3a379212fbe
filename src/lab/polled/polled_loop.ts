/** The closed and the open loop of workers whose requests end on a `SocketPoll`: as `driveLoop()`, and without promises. */
import {
  ArrivalQueues,
  POLL_INTERVAL_MS,
  unsent,
} from "../load/arrival_queues.ts";
import { toInterarrivalTimes } from "../load/arrivals.ts";
import { type LoopOptions, REFUSED_DELAY_MS } from "../load/drive_loop.ts";
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
  let begun = false;
  const resume = (worker: Worker, now: number) => {
    if (!pacer.stopped) send(worker, now, now);
  };
  return {
    step() {
      if (begun) return Infinity;
      begun = true;
      for (const worker of nodes.flat()) resume(worker, performance.now());
      return Infinity;
    },
    ended(worker, { refused, now }) {
      if (!refused) return resume(worker, now);
      setTimeout(() => resume(worker, performance.now()), REFUSED_DELAY_MS);
    },
    finish() {},
  };
}

/** See `ArrivalQueues`, which says how arrivals are spread and queued. */
function openLoop<Worker>(
  { nodes, operations, send, skip, loop, rate, random }: PolledLoopOptions<
    Worker
  >,
): PolledLoop<Worker> {
  const { pacer } = operations;
  const arrivals = new ArrivalQueues(nodes, {
    pacer,
    gap: toInterarrivalTimes(loop, rate, random),
    onArrival: (lateMs) => operations.arrive(lateMs),
    begin: send,
  });
  return {
    step(now) {
      arrivals.arrive(now);
      if (arrivals.isFull) return now + POLL_INTERVAL_MS;
      // After the stop nothing more is due: what is in flight is waited for, and not polled.
      return arrivals.due > pacer.stoppedAt ? Infinity : arrivals.due;
    },
    ended(worker, { now }) {
      const due = arrivals.next(worker);
      if (due !== undefined) send(worker, due, now);
    },
    finish() {
      arrivals.arrive(performance.now());
      for (const [worker, due] of unsent(nodes, arrivals.waiting)) {
        skip(worker, due);
      }
    },
  };
}
