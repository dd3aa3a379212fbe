/** Going on with a session that was interrupted or killed. */
import { z } from "zod";
import { type Run, UsageError } from "../../record/mod.ts";

/** What a session is begun with, beside its preset and system. */
export interface Asked {
  /** `--set`, as text. */
  readonly set: Readonly<Record<string, string>>;
  /** `--repeat`: runs of each case; 0 for what the preset says. */
  readonly repetitions: number;
  /** `--seed`; null for any. */
  readonly seed: number | null;
}

/** What is known of a session on record. */
export interface Session {
  readonly session: string;
  readonly seed: number;
  /** Runs of each case; null where the record, of an earlier version, does not say. */
  readonly repetitions: number | null;
  /** What was set; null where the record does not say. */
  readonly set: Readonly<Record<string, string>> | null;
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
    run.params.find((one) => one.key === key)?.value ?? null;
  const mine = runs.filter((run) =>
    run.system === system && param(run, "preset") === preset
  ).toSorted((a, b) => a.run_id < b.run_id ? -1 : 1);
  const last = mine.at(-1);
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
    done: mine.filter((run) =>
      param(run, "session") === session &&
      run.status !== "incomplete" && run.status !== "running"
    ),
  };
}

const Texts = z.record(z.string(), z.string());

/**
 * What the rest of a session is done with: what it was begun with, or what is asked for where its record does not say.
 * Throws `UsageError` that names an option when it asks for something else.
 */
export function keepTo(
  { session, seed, repetitions, set }: Session,
  asked: Asked,
): Asked {
  const refuse = (given: string, begun: string) =>
    new UsageError(
      `Cannot resume session ${session} with ${given} as it was begun ${begun}: leave that out, or run without --resume`,
    );
  if (asked.seed !== null && asked.seed !== seed) {
    throw refuse(`--seed ${asked.seed}`, `with --seed ${seed}`);
  }
  const other = repetitions !== null && asked.repetitions !== repetitions;
  if (asked.repetitions > 0 && other) {
    throw refuse(
      `--repeat ${asked.repetitions}`,
      `with ${repetitions} runs of each case`,
    );
  }
  for (const [key, value] of Object.entries(asked.set)) {
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
    repetitions: repetitions ?? asked.repetitions,
    set: set ?? asked.set,
  };
}
