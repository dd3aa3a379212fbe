/** A Deno worker that only waits, a tenth of a second at a time, and tells of each wait that took far longer. */
import { BEAT_MS, type Gap } from "./stall_detector.ts";
import { STAND_STILL_S } from "../load/load_events.ts";
import { adoptClock, now } from "../timing/wall_clock.ts";

self.onmessage = ({ data: ahead }: MessageEvent<number>) => {
  adoptClock(ahead);
  const state = new Int32Array(new SharedArrayBuffer(4));
  for (let from = now();;) {
    // Nobody notifies the word: it is time that ends this wait.
    Atomics.wait(state, 0, 0, BEAT_MS);
    const until = now();
    const gap: Gap = { from, until };
    if (until - from >= 1000 * STAND_STILL_S / 2) self.postMessage(gap);
    from = until;
  }
};
