/** Progress of a running load on the terminal. */
import { formatDuration } from "../../record/mod.ts";
import { delay } from "../timing/delay.ts";
import type { LoadHandle } from "./load_handle.ts";

export interface WatchOptions {
  readonly phase: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onProgress: (phase: string, detail: string) => void;
}

/** Waits for `seconds` and reports the throughput once a second. Throws the reason of `signal` if it aborts. */
export async function watchLoad(
  load: Pick<LoadHandle<unknown>, "live">,
  { phase, seconds, signal, onProgress }: WatchOptions,
): Promise<void> {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const left = (until - performance.now()) / 1000;
    if (left <= 0) return;
    const { ok, failed } = load.live();
    onProgress(
      phase,
      `${formatDuration(Math.ceil(left))} left, ${ok} ok/s, ${failed} not ok`,
    );
    await delay(Math.min(1, left), signal);
  }
}
