/** Worker thread of the stall detector: waits 100 ms at a time, and posts each wait that took far longer. */
import {
  BEAT_INTERVAL_MS,
  type LongWait,
  type WaitMessage,
} from "./stall_detector.ts";
import { STAND_STILL_S } from "../load/load_events.ts";
import { adoptClock, now } from "../timing/wall_clock.ts";

self.onmessage = ({ data: { memory, ahead } }: MessageEvent<WaitMessage>) => {
  adoptClock(ahead);
  const ended = new Int32Array(memory);
  let from = now();
  while (Atomics.wait(ended, 0, 0, BEAT_INTERVAL_MS) === "timed-out") {
    const until = now();
    const wait: LongWait = { from, until };
    if (until - from >= 1000 * STAND_STILL_S / 2) self.postMessage(wait);
    from = until;
  }
};
