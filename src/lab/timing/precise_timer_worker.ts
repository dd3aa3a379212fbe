/** The thread of `PreciseTimer`: posts a message when it is ready, and then at each due time. */
import {
  type PreciseTimerMemory,
  toTimerViews,
  UNSET,
} from "./precise_timer.ts";
import { adoptClock, now } from "./wall_clock.ts";

const scope = globalThis as unknown as {
  onmessage: (message: MessageEvent<PreciseTimerMemory>) => void;
  postMessage: (message: null) => void;
};

scope.onmessage = ({ data }) => {
  adoptClock(data.ahead);
  const { state, due } = toTimerViews(data.memory);
  for (;;) {
    scope.postMessage(null);
    Atomics.wait(state, 0, UNSET);
    Atomics.store(state, 0, UNSET);
    const left = (due[0] ?? 0) - now();
    // Nothing notifies the second word, so this wait ends by its timeout.
    if (left > 0) Atomics.wait(state, 1, 0, left);
  }
};
