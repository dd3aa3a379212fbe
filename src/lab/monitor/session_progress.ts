/** Progress of a session: its runs, and when it is likely to end. */
import type { Run } from "../../record/mod.ts";
import type { Objective } from "../plan/experiment.ts";
import { systemsOf } from "../session/resume.ts";

/** What is known of a session without its runs: its experiment's declaration. */
export interface SessionOutline {
  readonly objectives: readonly Objective[];
  /** Runs known in advance, in order, with their estimated seconds. */
  readonly planned: readonly {
    readonly case_id: string;
    readonly repetition: number;
    readonly seconds: number;
  }[];
  /** Whether there may be more runs, as in a search. */
  readonly openEnded: boolean;
}

/** Finds the outline of a run's session; null for an experiment that is not declared, or declared otherwise now. */
export type FindOutline = (run: Run) => Promise<SessionOutline | null>;

export interface SessionProgress {
  /** Names of the systems of the session, whose runs are interleaved. */
  readonly systems: readonly string[];
  /** Position of the run in its session, from 1; of a repeated run the position of its last attempt. */
  readonly position: number;
  /** Number of runs of the session; null if it is not known in advance. */
  readonly total: number | null;
  /** Share of the session's time that has passed, 0 to 1; null if it is unknown. */
  readonly share: number | null;
  /** Estimated end in milliseconds since 1970; null if it is unknown, and while no run is in progress. */
  readonly end: number | null;
}

/**
 * Estimates the progress of a session. Runs to come take their estimated time, multiplied by how much longer the ended
 * runs of the session took than estimated. `runs` are those of the session on record, the run in progress too.
 */
export function sessionProgress(
  run: Run,
  { runs, outline, now, isRunning }: {
    readonly runs: readonly Run[];
    readonly outline: SessionOutline | null;
    /** Milliseconds since 1970. */
    readonly now: number;
    readonly isRunning: boolean;
  },
): SessionProgress {
  const key = ({ case_id, repetition }: Pick<Run, "case_id" | "repetition">) =>
    `${case_id}#${repetition}`;
  const earlier = new Set(
    runs.filter(({ status, run_id }) =>
      run_id !== run.run_id && status !== "running" && status !== "incomplete"
    ).map(key),
  );
  const position = earlier.size + (earlier.has(key(run)) ? 0 : 1);
  const systems = systemsOf(run).split(",");
  if (outline === null || outline.openEnded) {
    return { systems, position, total: null, share: null, end: null };
  }
  const { planned } = outline;
  if (runs.some(({ mode }) => mode === "simulated")) {
    // Estimates and times of runs are virtual: they do not tell when the session ends.
    return { systems, position, total: planned.length, share: null, end: null };
  }
  const seconds = new Map(planned.map((run) => [key(run), run.seconds]));
  const scale = slowness(runs, (run) => seconds.get(key(run)) ?? null);
  const sum = (which: (key: string) => boolean) =>
    planned.filter((next) => which(key(next)))
      .reduce((sum, { seconds }) => sum + seconds * scale, 0);
  const past = sum((one) => earlier.has(one));
  const toCome = sum((one) => !earlier.has(one) && one !== key(run));
  const own = (seconds.get(key(run)) ?? NaN) * scale;
  // An interrupted run is made again.
  const isDone = run.status !== "running" && run.status !== "incomplete";
  const ran = isRunning
    ? (now - Date.parse(run.started_at ?? "")) / 1000
    : isDone
    ? own
    : 0;
  const left = Math.max(0, own - ran);
  const whole = past + own + toCome;
  return {
    systems,
    position,
    total: planned.length,
    share: Number.isNaN(ran) ? null : (past + Math.min(own, ran)) / whole,
    end: !isRunning || Number.isNaN(left) ? null : now + (left + toCome) * 1000,
  };
}

/** How many times longer than estimated the ended runs took, at least 1. */
function slowness(
  runs: readonly Run[],
  estimate: (run: Run) => number | null,
): number {
  let [took, estimated] = [0, 0];
  for (const run of runs) {
    const seconds = estimate(run);
    if (seconds === null || run.status !== "ok") continue;
    took +=
      (Date.parse(run.ended_at ?? "") - Date.parse(run.started_at ?? "")) /
      1000;
    estimated += seconds;
  }
  return estimated > 0 && took > estimated ? took / estimated : 1;
}
