/**
 * Finds when the runner, or its whole machine, stood still. The kernel's steady clock goes on while a process is stopped, so a
 * timer that comes seconds late shows it. A second thread, which does nothing but wait, tells whether all were late at once.
 */
import type { Event, Sample } from "../../record/mod.ts";
import { STAND_STILL_S, toStandStills } from "../load/load_events.ts";
import { clockAhead, now, timestamp } from "../timing/wall_clock.ts";

/** Milliseconds between two beats. */
export const BEAT_MS = 100;
/** Beats between two samples of the event-loop lag. */
const SAMPLE_BEATS = 10;
/** Milliseconds after a late beat in which a signal and the other thread get to say why. */
const EXPLAIN_MS = 200;
/** Milliseconds by which the machine's clock must be set to be told. */
const JUMP_MS = 100;

/** A wait of the second thread that took too long; moments in milliseconds since 1970. */
export interface Gap {
  readonly from: number;
  readonly until: number;
}

export interface HeartbeatOptions {
  readonly run_id: string;
  readonly onEvents: (events: readonly Event[]) => void;
  readonly onSamples: (samples: readonly Sample[]) => void;
  /** The machine's clock, in milliseconds since 1970. @default {() => Date.now()} */
  readonly wall?: () => number;
}

/**
 * Beats until it is disposed of. Tells `stand_still`, with the seconds as detail, of the `runner` or the `machine`; `clock_jump`,
 * with the seconds that the machine's clock was set forward or, negative, back; and once a second the sample `event_loop_lag`
 * of `runner`.
 */
export function startHeartbeat(
  { run_id, onEvents, onSamples, wall = () => Date.now() }: HeartbeatOptions,
): Disposable {
  const url = new URL("./stall_detector_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module", name: "heartbeat" });
  const gaps: Gap[] = [];
  worker.onmessage = ({ data }: MessageEvent<Gap>) => void gaps.push(data);
  worker.postMessage(clockAhead());
  let continued = -Infinity;
  const onContinue = () => {
    continued = now();
  };
  Deno.addSignalListener("SIGCONT", onContinue);

  let due = performance.now() + BEAT_MS;
  let [beats, longest, ahead] = [0, 0, clockAhead(wall)];
  const pending = new Map<ReturnType<typeof setTimeout>, () => void>();

  function tellStandStill(seconds: number): void {
    const until = now();
    const from = until - 1000 * seconds;
    const at = timestamp();
    const tell = () => {
      pending.delete(timer);
      const subject = whoStood({ from, until }, { continued, gaps });
      onEvents(
        toStandStills(run_id, { subject, seconds })
          .map((event) => ({ ...event, at })),
      );
      gaps.length = 0;
    };
    const timer = setTimeout(tell, EXPLAIN_MS);
    pending.set(timer, tell);
  }

  function beat(): void {
    const late = (performance.now() - due) / 1000;
    due = performance.now() + BEAT_MS;
    longest = Math.max(longest, late);
    if (late >= STAND_STILL_S) tellStandStill(late);
    const aheadNow = clockAhead(wall);
    if (Math.abs(aheadNow - ahead) >= JUMP_MS) {
      const detail = ((aheadNow - ahead) / 1000).toFixed(3);
      const at = timestamp();
      onEvents([{
        run_id,
        at,
        kind: "clock_jump",
        subject: "machine",
        detail,
      }]);
      ahead = aheadNow;
    }
    if (++beats % SAMPLE_BEATS > 0) return;
    onSamples([{
      run_id,
      source: "runner",
      metric: "event_loop_lag",
      unit: "s",
      at: timestamp(),
      value: longest,
    }]);
    longest = 0;
  }

  const timer = setInterval(beat, BEAT_MS);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      for (const [timer, tell] of [...pending]) {
        clearTimeout(timer);
        tell();
      }
      Deno.removeSignalListener("SIGCONT", onContinue);
      worker.terminate();
    },
  };
}

/**
 * `runner` for a process that was stopped by a signal, as it is told when it goes on, and for one whose other thread was in
 * time; `machine` when both threads were late at once although nobody stopped them.
 */
export function whoStood(
  { from, until }: Gap,
  { continued, gaps }: {
    /** When the process was last told to go on, in milliseconds since 1970. */
    readonly continued: number;
    readonly gaps: readonly Gap[];
  },
): "runner" | "machine" {
  if (continued >= from) return "runner";
  const both = gaps.reduce(
    (sum, gap) =>
      sum + Math.max(0, Math.min(until, gap.until) - Math.max(from, gap.from)),
    0,
  );
  return both >= (until - from) / 2 ? "machine" : "runner";
}
