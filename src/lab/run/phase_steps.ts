/** Steps of which a kind of experiment makes the phases of its runs. */
import { formatDuration, type Phase } from "../../record/mod.ts";
import { watchLoad } from "../load/load_progress.ts";
import type { LoadHandle } from "../load/load_handle.ts";
import { delay } from "../timing/delay.ts";
import { now } from "../timing/wall_clock.ts";
import type { RunContext } from "./procedure.ts";

/** A load under way in the phases of a run. */
export type PhaseLoad = Pick<LoadHandle<unknown>, "started" | "live" | "stop">;

/** Start and end of a phase, by the clock of the run. */
export interface PhaseSpan {
  readonly start: Date;
  readonly end: Date;
}

export interface PhaseSteps {
  /** Begins a phase, and lets the loads run for its seconds. */
  runPhase(phase: Phase, seconds: number): Promise<PhaseSpan>;
  /** Lets the loads run for seconds of a phase that has begun. */
  wait(phase: Phase, seconds: number): Promise<void>;
  /** Begins the phase `cool_down`: stops all loads, awaits `afterLoad`, and leaves the machine idle for seconds. */
  coolDown(seconds: number, afterLoad: () => Promise<void>): Promise<void>;
}

export function toPhaseSteps(
  loads: readonly PhaseLoad[],
  { recorder, signal, onProgress }: Pick<
    RunContext,
    "recorder" | "signal" | "onProgress"
  >,
): PhaseSteps {
  const [shown] = loads;
  const title = (phase: Phase) => phase.replace("_", " ");
  const wait = (phase: Phase, seconds: number) =>
    shown
      ? watchLoad(shown, { phase: title(phase), seconds, signal, onProgress })
      : delay(seconds, signal);
  return {
    wait,
    async runPhase(phase, seconds) {
      const start = new Date(recorder.phase(phase));
      await wait(phase, seconds);
      return { start, end: new Date(now()) };
    },
    async coolDown(seconds, afterLoad) {
      recorder.phase("cool_down");
      if (shown) onProgress("cool down", "waiting for the last responses");
      await Promise.all(loads.map((load) => load.stop()));
      await afterLoad();
      onProgress("cool down", formatDuration(seconds));
      await delay(seconds, signal);
    },
  };
}
