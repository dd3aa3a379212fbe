/** Letting a load run on, for people who watch. */
import { formatDuration } from "../../record/mod.ts";
import { pause } from "../timing/delay.ts";

/** What ended in the last whole second, by whether it succeeded. */
export interface Live {
  live(): { readonly ok: number; readonly failed: number };
}

export interface WatchOptions {
  readonly phase: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onProgress: (phase: string, detail: string) => void;
}

/** Waits some seconds, and tells once a second how a load goes. Throws the reason of `signal` when it aborts. */
export async function watchLoad(
  load: Live,
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
    await pause(Math.min(1, left), signal);
  }
}
