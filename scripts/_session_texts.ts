/** Texts of `deno task run`: what can be run, what a session is going to do, and what came of it. */
import { experiments } from "../src/experiments/mod.ts";
import { ownFilesIn, readOwnFile } from "../src/experiments/own/own_file.ts";
import type {
  Experiment,
  PlannedRun,
  PreparedSession,
  System,
} from "../src/lab/mod.ts";
import { formatDuration, type Run } from "../src/record/mod.ts";
import { systems, systemsFor } from "../src/systems/mod.ts";

/** An experiment as it is listed. */
interface Listed {
  readonly name: string;
  readonly question: string;
  readonly presets: readonly {
    readonly name: string;
    readonly title: string;
  }[];
  /** Names of those that it can run on. */
  readonly systems: readonly string[];
}

/** The file of a user's own experiment. */
export interface ListedFile {
  readonly path: string;
  /** Null if it cannot be run. */
  readonly experiment: Listed | null;
  /** Why it cannot be run; null if it can. */
  readonly error: string | null;
}

/** Lists all experiments with their presets, and all systems; the user's own come first. */
export function listing(own: readonly ListedFile[]): string {
  return [
    ...own.flatMap(({ path, experiment, error }) =>
      experiment === null ? [error ?? ""] : listPresets(experiment, path)
    ),
    ...listed().experiments.flatMap((experiment) =>
      listPresets(experiment, experiment.name)
    ),
    "Systems, and their capabilities:",
    ...systems.map(({ name, can }) => `  ${name.padEnd(12)} ${can.join(", ")}`),
  ].join("\n");
}

/** Lists all experiments with their presets, and all systems, for a program. */
export function listed() {
  return {
    experiments: experiments.map(({ experiment }) =>
      toListed(experiment, systemsFor(experiment))
    ),
    systems: systems.map(({ name, can }) => ({ name, can })),
  };
}

/** Lists the user's own experiments in a folder; of a file that cannot be run, the reason. */
export async function listOwn(folder: string): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (const file of await ownFilesIn(folder)) {
    const path = `${folder.replace(/\/+$/, "")}/${file}`;
    try {
      const { experiment, systems } = await readOwnFile(path);
      files.push({
        path,
        experiment: toListed(experiment, systems),
        error: null,
      });
    } catch (error) {
      // The others may be fine.
      files.push({ path, experiment: null, error: (error as Error).message });
    }
  }
  return files;
}

function toListed(
  { name, question, presets }: Experiment,
  systems: readonly Pick<System, "name">[],
): Listed {
  return {
    ...{ name, question },
    presets: Object.entries(presets).map(([name, { title }]) => ({
      name,
      title,
    })),
    systems: systems.map(({ name }) => name),
  };
}

/** `name` is what stands before a preset on the command line. */
function listPresets(
  { question, presets, systems }: Listed,
  name: string,
): string[] {
  return [
    `${question} (systems: ${systems.join(", ")})`,
    ...presets.map((preset) =>
      `  ${`${name}/${preset.name}`.padEnd(36)} ${preset.title}`
    ),
  ];
}

/**
 * Describes a session before its first run: its systems, runs and duration, and what it leaves out. `name` is
 * `experiment/preset`.
 */
export function describeSession(
  name: string,
  { prepared, leftOut }: {
    readonly prepared: PreparedSession;
    /** Systems that are not installed. */
    readonly leftOut: readonly string[];
  },
): string {
  const { plan } = prepared;
  const [first, ...others] = prepared.systems.map(({ system }) => system);
  const on = others.length === 0
    ? first?.title
    : prepared.systems.map(({ system }) => system.name).join(", ");
  return [
    `${name} on ${on}: ${describeRuns(prepared)}`,
    ...[...leftOut, ...plan.refused].map((text) => `left out: ${text}`),
  ].join("\n");
}

function describeRuns(
  { plan, planned, total, seconds, simulated, seed }: PreparedSession,
): string {
  const time = simulated === null
    ? formatDuration(seconds)
    : `${formatDuration(seconds)} for ${
      formatDuration(simulated)
    } of virtual time`;
  return plan.openEnded
    ? `a search, ${total} ${total === 1 ? "case" : "cases"}, as many runs as ` +
      `it takes, about ${
        formatDuration(seconds / Math.max(1, planned.length))
      } each, seed ${seed}`
    : `${planned.length} of ${total} runs, about ${time}, seed ${seed}`;
}

/** Lists the remaining runs in order. */
export function listRuns(planned: readonly PlannedRun[]): string {
  return planned.map(({ order, case_id, repetition }) =>
    `${String(order).padStart(3)} ${case_id} #${repetition}`
  ).join("\n");
}

/**
 * Counts the runs that are ok and met all objectives: `7 of 8 runs ok`, and of each system where there are several;
 * `expected` are those that were to be made.
 */
export function countRuns(
  runs: readonly Run[],
  { expected, missed }: {
    readonly expected: readonly Pick<Run, "system">[];
    /** Runs that missed an objective. */
    readonly missed: readonly Run[];
  },
): { readonly ok: number; readonly text: string } {
  const ok = runs.filter((run) => run.status === "ok" && !missed.includes(run));
  const groups = Map.groupBy(expected, ({ system }) => system);
  const bySystem = [...groups].map(([name, { length }]) =>
    `${name} ${ok.filter(({ system }) => system === name).length} of ${length}`
  ).toSorted();
  const parts = bySystem.length > 1 ? ` (${bySystem.join(", ")})` : "";
  return {
    ok: ok.length,
    text: `${ok.length} of ${expected.length} runs ok${parts}${
      missed.length === 0 ? "" : `, ${missed.length} did not meet an objective`
    }`,
  };
}
