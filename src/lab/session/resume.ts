/** Resumes a session that was interrupted or killed. */
import { z } from "zod";
import { type Run, UsageError } from "../../record/mod.ts";
import { isDone } from "../plan/run_plan.ts";

/** Request for a session, apart from its preset and system. */
export interface SessionRequest {
  /** `--set`, as text. */
  readonly set: Readonly<Record<string, string>>;
  /** `--repeat`: runs of each case; 0 = as the preset states. */
  readonly repetitions: number;
  /** `--seed`; null = random. */
  readonly seed: number | null;
}

/** A session on record. */
export interface Session {
  readonly session: string;
  readonly seed: number;
  /** Runs of each case; null in records of earlier versions. */
  readonly repetitions: number | null;
  /** `--set`, as text; null in records of earlier versions. */
  readonly set: Readonly<Record<string, string>> | null;
  /** Runs that need no repetition. */
  readonly done: readonly Run[];
}

/**
 * Finds the last session of a preset on a system. Killed and interrupted runs are not done; all others are, failed and
 * skipped ones too. Throws `UsageError` if there is none.
 */
export function findSession(
  runs: readonly Run[],
  { preset, system }: { readonly preset: string; readonly system: string },
): Session {
  const param = (run: Run, key: string) =>
    run.params.find((row) => row.key === key)?.value ?? null;
  const runsOfPreset = runs.filter((run) =>
    run.system === system && param(run, "preset") === preset
  ).toSorted((a, b) => a.run_id < b.run_id ? -1 : 1);
  const last = runsOfPreset.at(-1);
  if (!last) {
    throw new UsageError(
      `Cannot resume as no session of preset '${preset}' on ${system} is on record: run without --resume`,
    );
  }
  const session = param(last, "session") ?? "";
  const repetitions = param(last, "repetitions");
  const set = param(last, "set");
  return {
    session,
    seed: Number(param(last, "seed")),
    repetitions: repetitions === null ? null : Number(repetitions),
    set: set === null ? null : Texts.parse(JSON.parse(set)),
    done: runsOfPreset.filter((run) =>
      param(run, "session") === session && isDone(run)
    ),
  };
}

const Texts = z.record(z.string(), z.string());

/**
 * Returns the request for the rest of a session: as on record, or as `request` states where the record is of an earlier
 * version. Throws `UsageError`, which states the option, if the request differs from the record.
 */
export function continueSession(
  { session, seed, repetitions, set }: Session,
  request: SessionRequest,
): SessionRequest {
  const refuse = (option: string, recorded: string) =>
    new UsageError(
      `Cannot resume session ${session} with ${option} as it was started ${recorded}: omit the option, or run without --resume`,
    );
  if (request.seed !== null && request.seed !== seed) {
    throw refuse(`--seed ${request.seed}`, `with --seed ${seed}`);
  }
  const differs = repetitions !== null && request.repetitions !== repetitions;
  if (request.repetitions > 0 && differs) {
    throw refuse(
      `--repeat ${request.repetitions}`,
      `with ${repetitions} runs of each case`,
    );
  }
  for (const [key, value] of Object.entries(request.set)) {
    if (!set || set[key] === value) continue;
    throw refuse(
      `--set ${key}=${value}`,
      Object.hasOwn(set, key)
        ? `with --set ${key}=${set[key]}`
        : `without --set ${key}`,
    );
  }
  return {
    seed,
    repetitions: repetitions ?? request.repetitions,
    set: set ?? request.set,
  };
}
