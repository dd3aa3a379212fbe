/** Going on with a session that was interrupted or killed. */
import { type Run, UsageError } from "../record/mod.ts";
import type { PlannedRun } from "./matrix.ts";

/** What is known of a session on record. */
export interface Session {
  readonly session: string;
  readonly seed: number;
  /** Runs that need not be done again. */
  readonly done: readonly Run[];
}

/**
 * The last session of a preset on a system. Runs that were killed or interrupted are not done; all others are, failed and
 * skipped ones too. Throws `UsageError` when there is none.
 */
export function findSession(
  runs: readonly Run[],
  { preset, system }: { readonly preset: string; readonly system: string },
): Session {
  const param = (run: Run, key: string) =>
    run.params.find((one) => one.key === key)?.value ?? "";
  const mine = runs.filter((run) =>
    run.system === system && param(run, "preset") === preset
  ).toSorted((a, b) => a.run_id < b.run_id ? -1 : 1);
  const last = mine.at(-1);
  if (!last) {
    throw new UsageError(
      `Cannot resume as no session of preset '${preset}' on ${system} is on record: run without --resume`,
    );
  }
  const session = param(last, "session");
  return {
    session,
    seed: Number(param(last, "seed")),
    done: mine.filter((run) =>
      param(run, "session") === session &&
      run.status !== "incomplete" && run.status !== "running"
    ),
  };
}

/** The planned runs that a session has not done yet. */
export function remaining(
  planned: readonly PlannedRun[],
  { done }: Session,
): PlannedRun[] {
  const keys = new Set(
    done.map(({ case_id, repetition }) => `${case_id}#${repetition}`),
  );
  return planned.filter(({ case_id, repetition }) =>
    !keys.has(`${case_id}#${repetition}`)
  );
}
