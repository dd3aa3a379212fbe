/** Worker thread of the stall detector: waits 100 ms at a time, and posts each wait that took far longer. */
import { BEAT_INTERVAL_MS, type LongWait } from "./stall_detector.ts";
import { STAND_STILL_S } from "../load/load_events.ts";
import { adoptClock, now } from "../timing/wall_clock.ts";

self.onmessage = ({ data: ahead }: MessageEvent<number>) => {
  adoptClock(ahead);
  const state = new Int32Array(new SharedArrayBuffer(4));
  for (let from = now();;) {
    // Ends by its timeout, as nothing notifies the word.
    Atomics.wait(state, 0, 0, BEAT_INTERVAL_MS);
    const until = now();
    const wait: LongWait = { from, until };
    if (until - from >= 1000 * STAND_STILL_S / 2) self.postMessage(wait);
    from = until;
  }
};
