/** Resumes a session that was interrupted or killed. */
import { z } from "zod";
import { compareText, type Run, UsageError } from "../../record/mod.ts";
import { isDone } from "../plan/run_plan.ts";

/** Request for a session, apart from its preset and systems. */
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
 * Finds the last session of a preset on the same systems. Killed and interrupted runs are not done; all others are,
 * failed and skipped ones too. Throws `UsageError` if there is none.
 */
export function findSession(
  runs: readonly Run[],
  { preset, systems }: {
    readonly preset: string;
    /** In the order of their names. */
    readonly systems: readonly string[];
  },
): Session {
  // Interleaved runs are made until their interval is narrow: there is no rest of them to make.
  const runsOfPreset = runs.filter((run) =>
    paramOf(run, "preset") === preset && paramOf(run, "variant") === null
  )
    .toSorted((a, b) => compareText(a.run_id, b.run_id));
  const wanted = systems.join(",");
  const last = runsOfPreset.findLast((run) => systemsOf(run) === wanted);
  if (!last) {
    const other = runsOfPreset.at(-1);
    const advice = other === undefined
      ? ""
      : `use --system ${systemsOf(other)} for the last one, or `;
    throw new UsageError(
      `Cannot resume as no session of preset '${preset}' on ${
        systems.join(", ")
      } is on record: ${advice}run without --resume`,
    );
  }
  const session = paramOf(last, "session") ?? "";
  const repetitions = paramOf(last, "repetitions");
  const set = paramOf(last, "set");
  return {
    session,
    seed: Number(paramOf(last, "seed")),
    repetitions: repetitions === null ? null : Number(repetitions),
    set: set === null ? null : Texts.parse(JSON.parse(set)),
    done: runsOfPreset.filter((run) =>
      systemsOf(run) === wanted && paramOf(run, "session") === session &&
      isDone(run)
    ),
  };
}

function paramOf({ params }: Run, key: string): string | null {
  return params.find((row) => row.key === key)?.value ?? null;
}

/** Returns the names of the systems of a run's session, separated by commas. Earlier versions had only that of the run. */
export function systemsOf(run: Run): string {
  return paramOf(run, "systems") ?? run.system;
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
