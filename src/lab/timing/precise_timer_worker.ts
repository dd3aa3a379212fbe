/** The thread of `PreciseTimer`: posts a message when it is ready, and then at each due time, until that is closed. */
import {
  CLOSED,
  type PreciseTimerMemory,
  SET,
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
  while (Atomics.load(state, 0) !== CLOSED) {
    scope.postMessage(null);
    Atomics.wait(state, 0, UNSET);
    Atomics.compareExchange(state, 0, SET, UNSET);
    const left = (due[0] ?? 0) - now();
    // Only the end notifies the second word: this wait ends by its timeout.
    if (left > 0) Atomics.wait(state, 1, UNSET, left);
  }
};
