/** The two variants of interleaved runs: what is run against a baseline, and the case of the baseline itself. */
import { entersStatistics } from "../src/analysis/mod.ts";
import {
  readSide,
  requireMetric,
  toBaselineCase,
  type Variant,
} from "../src/compare/mod.ts";
import type { Runnable } from "../src/experiments/mod.ts";
import {
  type PreparedSession,
  prepareSession,
  type System,
} from "../src/lab/mod.ts";
import { UsageError } from "../src/record/mod.ts";
import { findSystem } from "../src/systems/choose_systems.ts";
import type { AgainstOptions } from "./_against_options.ts";
import { loadRecords } from "./_records.ts";

/** What is run against a baseline, and until when. */
export interface AgainstRequest extends AgainstOptions {
  readonly runnable: Runnable & { readonly preset: string };
  readonly systems: readonly System[];
  /** All systems that the experiment can run on. */
  readonly known: readonly System[];
  readonly set: Readonly<Record<string, string>>;
  readonly seed: number | null;
  readonly against: string;
  readonly dryRun: boolean;
  readonly data: string;
  /** Hosts named by `--allow-remote`. */
  readonly allowed: readonly string[];
}

/** A session of one case for each variant. */
export type Sessions = Readonly<Record<Variant, PreparedSession>>;

/** Prepares a session of one case for each variant: A as its baseline was, with the durations of B. */
export async function prepareVariants(
  { runnable, systems, known, set, seed, against, data, metric }:
    AgainstRequest,
): Promise<Sessions> {
  const { experiment, procedure, preset } = runnable;
  const refuse = (reason: string) =>
    new UsageError(`Cannot run against '${against}' as ${reason}`);
  const [system, ...others] = systems;
  if (!system || others.length > 0) {
    throw refuse("it takes one system: name it with --system");
  }
  const loaded = await loadRecords(data);
  const runs = (await readSide(loaded.path, against, `${data}/baselines`))
    .filter(entersStatistics);
  const baseline = toBaselineCase(runs, {
    ...{ text: against, experiment },
    systemOf: (name) => findSystem(name, known),
  });
  // Before any run is made.
  requireMetric(metric, runs, `the runs of '${against}' have`);
  const prepare = (
    system: System,
    set: Readonly<Record<string, string>>,
  ) =>
    prepareSession({
      ...{ experiment, procedure, preset, seed, systems: [system], set },
      ...{ repetitions: 1, resume: false },
      record: `${data}/${experiment.name}`,
    });
  const b = await prepare(system, set);
  if (b.plan.openEnded) throw refuse("a search chooses its own runs");
  if (b.planned.length !== 1) {
    throw refuse(
      `${preset} with these settings has ${b.planned.length} cases: leave one by --set`,
    );
  }
  const durations = Object.entries(set).filter(([key]) =>
    experiment.settings[key]?.identifies === false
  );
  const a = await prepare(findSystem(baseline.system, known), {
    ...Object.fromEntries(durations),
    ...baseline.set,
  });
  if (a.planned.length !== 1) {
    throw refuse("its runs do not record all settings of a case");
  }
  if (differencesOf({ a, b }).length === 0) {
    throw refuse(
      "nothing differs from it: set what is compared with --set or --system; another version of a program, or of this code, cannot be made again: compare its runs by deno task compare",
    );
  }
  // The record of both is one session.
  return { a: { ...a, session: b.session, seed: b.seed }, b };
}

/** Lists what the two variants differ in: `workers 10 and 50`. */
export function differencesOf({ a, b }: Sessions): string[] {
  const valuesOf = ({ planned, systems }: PreparedSession) => ({
    system: planned[0]?.system ?? "",
    ...planned[0]?.values,
    ...systems[0]?.settings,
  });
  const [first, second]: Readonly<Record<string, unknown>>[] = [
    valuesOf(a),
    valuesOf(b),
  ];
  const keys = [
    ...new Set([first, second].flatMap((one) => Object.keys(one ?? {}))),
  ];
  return keys.filter((key) => first?.[key] !== second?.[key]).map((key) =>
    `${key} ${first?.[key] ?? "unset"} and ${second?.[key] ?? "unset"}`
  );
}
