/** A Deno worker that sleeps until a moment and then says so, again and again; first of all it says that it is there. */
import { type AlarmMemory, toAlarmViews, UNSET } from "./precise_timer.ts";
import { adoptClock, now } from "./wall_clock.ts";

const scope = globalThis as unknown as {
  onmessage: (message: MessageEvent<AlarmMemory>) => void;
  postMessage: (message: null) => void;
};

scope.onmessage = ({ data }) => {
  adoptClock(data.ahead);
  const { state, due } = toAlarmViews(data.memory);
  for (;;) {
    scope.postMessage(null);
    Atomics.wait(state, 0, UNSET);
    Atomics.store(state, 0, UNSET);
    const left = (due[0] ?? 0) - now();
    // Nobody notifies the second word: it is time that ends this wait.
    if (left > 0) Atomics.wait(state, 1, 0, left);
  }
};
