/** Interface of a procedure, which makes one run. `define_procedure.ts` makes one of the parts of a kind of experiment. */
import type { Run } from "../../record/mod.ts";
import type { Values } from "../plan/settings.ts";
import type { Recorder } from "../recording/recorder.ts";
import type { System } from "../system/system_under_test.ts";

/** Input of a procedure for one run. */
export interface RunContext {
  readonly values: Values;
  readonly system: System;
  readonly systemSettings: Readonly<Record<string, string>>;
  readonly recorder: Recorder;
  /** Seeds all random choices of the run; the param `load_seed`. */
  readonly seed: number;
  readonly signal: AbortSignal;
  /** Work of this process beside the set-up, which may block it: the phases begin when it is done. */
  readonly besideSetUp: Promise<unknown>;
  /** Reports the progress to the terminal. */
  readonly onProgress: (phase: string, detail: string) => void;
  /** Tells the user something to do meanwhile, in whole lines. */
  readonly onNotice: (text: string) => void;
}

/** How long a run is going to take, about. */
export interface RunEstimate {
  readonly seconds: number;
  /** Seconds of virtual time that pass meanwhile; null for a system in real time. */
  readonly simulated: number | null;
}

/** Procedure of a run, from set-up to tear-down. */
export interface Procedure {
  /** Estimates the duration of a run. Throws `UsageError` if the values contradict each other. */
  estimate(values: Values, system: Pick<System, "mode">): RunEstimate;
  /**
   * Makes a run. Returns fields of its line in the record. Throws `UnavailableError` if this machine cannot do it: the
   * run is skipped, with the reason.
   */
  run(context: RunContext): Promise<Partial<Run>>;
}
