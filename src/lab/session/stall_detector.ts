/**
 * Detects stalls of the runner or of the whole machine. The kernel's monotonic clock runs on while a process is
 * stopped, so a timer that fires seconds late reveals a stall. A second thread, which only waits, shows whether both
 * were late.
 */
import {
  type Event,
  type Sample,
  type Source,
  toEvent,
} from "../../record/mod.ts";
import { STAND_STILL_S, toStandStills } from "../load/load_events.ts";
import { clockAhead, now, timestamp } from "../timing/wall_clock.ts";

/** Interval of the timers in both threads. */
export const BEAT_INTERVAL_MS = 100;
/** Beats per sample of the event-loop lag. */
const BEATS_PER_SAMPLE = 10;
/** Delay after a late beat in which SIGCONT and the messages of the other thread arrive. */
const ATTRIBUTION_DELAY_MS = 200;
/** Smallest change of the machine's clock that is emitted. */
const MIN_CLOCK_JUMP_MS = 100;

/** First message to the second thread: a word of shared memory, which is 1 at the end, and `ahead` for `adoptClock()`. */
export interface WaitMessage {
  readonly memory: SharedArrayBuffer;
  readonly ahead: number;
}

/** An overlong wait of the second thread; times in milliseconds since 1970. */
export interface LongWait {
  readonly from: number;
  readonly until: number;
}

export interface StallDetectorOptions {
  readonly run_id: string;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
  /** The machine's clock, in milliseconds since 1970. @default {() => Date.now()} */
  readonly wall?: () => number;
}

/**
 * Detects stalls until disposed of. Emits the events `stand_still` of `runner` or `machine`, with the seconds as
 * detail, and `clock_jump`, with the seconds by which the machine's clock was set (negative = back); and once a second
 * the sample `event_loop_lag` of `runner`.
 */
export function startStallDetector(
  { run_id, onEvents, onSamples, wall = () => Date.now() }:
    StallDetectorOptions,
): Disposable {
  const url = new URL("./stall_detector_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "stall_detector" });
  const longWaits: LongWait[] = [];
  worker.onmessage = ({ data }: MessageEvent<LongWait>) =>
    void longWaits.push(data);
  const memory = new SharedArrayBuffer(4);
  const message: WaitMessage = { memory, ahead: clockAhead() };
  worker.postMessage(message);
  let continued = -Infinity;
  const onContinue = () => {
    continued = now();
  };
  Deno.addSignalListener("SIGCONT", onContinue);

  let due = performance.now() + BEAT_INTERVAL_MS;
  let [beats, maxLag, ahead] = [0, 0, clockAhead(wall)];
  const pending = new Map<ReturnType<typeof setTimeout>, () => void>();

  function emitStandStill(seconds: number): void {
    const until = now();
    const from = until - 1000 * seconds;
    const at = timestamp();
    const emit = () => {
      pending.delete(timer);
      const subject = attributeStall({ from, until }, { continued, longWaits });
      onEvents(
        toStandStills(run_id, { subject, seconds })
          .map((event) => ({ ...event, at })),
      );
      longWaits.length = 0;
    };
    const timer = setTimeout(emit, ATTRIBUTION_DELAY_MS);
    pending.set(timer, emit);
  }

  function beat(): void {
    const lag = (performance.now() - due) / 1000;
    due = performance.now() + BEAT_INTERVAL_MS;
    maxLag = Math.max(maxLag, lag);
    if (lag >= STAND_STILL_S) emitStandStill(lag);
    const aheadNow = clockAhead(wall);
    if (Math.abs(aheadNow - ahead) >= MIN_CLOCK_JUMP_MS) {
      const detail = ((aheadNow - ahead) / 1000).toFixed(3);
      const at = timestamp();
      onEvents([
        toEvent({
          run_id,
          at,
          kind: "clock_jump",
          subject: "machine",
          detail,
          data: { seconds: Number(detail) },
        }),
      ]);
      ahead = aheadNow;
    }
    if (++beats % BEATS_PER_SAMPLE > 0) return;
    onSamples([{
      run_id,
      source: "runner" satisfies Source,
      metric: "event_loop_lag",
      unit: "s",
      at: timestamp(),
      value: maxLag,
    }]);
    maxLag = 0;
  }

  const timer = setInterval(beat, BEAT_INTERVAL_MS);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const [timer, emit] of [...pending]) {
        clearTimeout(timer);
        emit();
      }
      Deno.removeSignalListener("SIGCONT", onContinue);
      // `terminate()` alone does not end a thread that never returns to its event loop.
      const ended = new Int32Array(memory);
      Atomics.store(ended, 0, 1);
      Atomics.notify(ended, 0);
      worker.terminate();
    },
  };
}

/**
 * Attributes a stall: `machine` if both threads were late at once without a stop signal; `runner` if the process was
 * stopped by a signal (SIGCONT arrived), or if the other thread was on time.
 */
export function attributeStall(
  { from, until }: LongWait,
  { continued, longWaits }: {
    /** Time of the last SIGCONT, in milliseconds since 1970. */
    readonly continued: number;
    readonly longWaits: readonly LongWait[];
  },
): "runner" | "machine" {
  if (continued >= from) return "runner";
  const overlap = longWaits.reduce(
    (sum, wait) =>
      sum +
      Math.max(0, Math.min(until, wait.until) - Math.max(from, wait.from)),
    0,
  );
  return overlap >= (until - from) / 2 ? "machine" : "runner";
}
