/** Runs a loop on a `SocketPoll`, in turns between which the other tasks of the thread run. */
import type { ScheduledOperations } from "../load/scheduled_operations.ts";
import type { PolledLoop } from "./polled_loop.ts";
import type { SocketPoll } from "./socket_poll.ts";

/** Time after which the commands, reports and timers of the thread get their turn. */
const TURN_MS = 5;

/** Returns once `operations` is stopped and nothing is in flight. */
export async function drivePolled<Worker>(
  poll: SocketPoll,
  operations: ScheduledOperations,
  loop: PolledLoop<Worker>,
): Promise<void> {
  const { pacer } = operations;
  while (!pacer.stopped || operations.inFlight > 0) {
    let now = performance.now();
    const until = now + TURN_MS;
    for (; now < until; now = performance.now()) {
      poll.settle(now);
      poll.turn(Math.min(loop.step(now), until));
    }
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  loop.finish();
}
