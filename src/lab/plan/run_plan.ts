/** Plans the runs of a session: a fixed list, or a search that chooses each run by the results of earlier ones. */
import {
  type Param,
  paramNumber,
  type Run,
  UsageError,
} from "../../record/mod.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import type { Preset } from "./experiment.ts";
import {
  namedKeys,
  type PlannedRun,
  type PlannedRuns,
  type PlanOptions,
  planRuns,
  shuffle,
  toCaseId,
} from "./matrix.ts";
import type { Values } from "./settings.ts";
import {
  nextStep,
  type RunResult,
  type Search,
  type Step,
} from "./load_line_search.ts";

/** Sequence of the runs of a session. */
export interface Plan extends PlannedRuns {
  /** Runs known in advance, in order; of a search the first of each case. */
  readonly planned: readonly PlannedRun[];
  /** Whether there may be more runs than `planned`, as in a search. */
  readonly openEnded: boolean;
  /** Runs of `planned` that are not on record yet. */
  remaining(done: readonly Run[]): readonly PlannedRun[];
  /** Next run after those on record, in the order they were made; null at the end. */
  next(done: readonly Run[]): PlannedRun | null;
}

/**
 * Makes the plan of a preset on one or several systems. A value set for the parameter of a search is its start. Throws
 * `UsageError` if several values are set for it.
 */
export function toPlan(preset: Preset, options: PlanOptions): Plan {
  const { search } = preset;
  if (search === null) return toList(planRuns(preset, options));
  const { [search.parameter]: starts = [search.start], ...overrides } =
    options.overrides;
  const [start = search.start, ...more] = starts;
  if (more.length > 0) {
    throw new UsageError(
      `Cannot set ${search.parameter} to several values as the search varies it: set only its start`,
    );
  }
  return toSearch(
    planRuns(preset, { ...options, overrides }),
    { ...search, start: Number(start) },
    options,
  );
}

/** Killed and interrupted runs are repeated; all others count as done, failed and skipped ones too. */
export function isDone({ status }: Pick<Run, "status">): boolean {
  return status !== "incomplete" && status !== "running";
}

function findRemaining(
  planned: readonly PlannedRun[],
  done: readonly Run[],
): readonly PlannedRun[] {
  const key = ({ case_id, repetition }: PlannedRun | Run) =>
    `${case_id}#${repetition}`;
  const keys = new Set(done.filter(isDone).map(key));
  return planned.filter((run) => !keys.has(key(run)));
}

function toList(runs: PlannedRuns): Plan {
  const remaining = (done: readonly Run[]) => findRemaining(runs.planned, done);
  return {
    ...runs,
    openEnded: false,
    remaining,
    next: (done) => remaining(done)[0] ?? null,
  };
}

/**
 * Searches the load lines of all cases: those of one system in sequence, the systems in turn. Each search follows the
 * runs of its own case only.
 */
function toSearch(
  { planned, refused }: PlannedRuns,
  search: Search,
  { systems, seed }: Pick<PlanOptions, "systems" | "seed">,
): Plan {
  const { parameter, start } = search;
  const confirmSettings = search.confirm?.settings ?? {};
  const atValue = (
    run: PlannedRun,
    value: number,
    confirms = false,
  ): PlannedRun => {
    const values = {
      ...run.values,
      ...confirms ? confirmSettings : {},
      [parameter]: value,
    };
    return { ...run, values, case_id: nameCase(run.system, values, systems) };
  };
  const firsts = planned.filter(({ repetition }) => repetition === 1)
    .map((run) => atValue(run, start));
  const nextOfCase = (first: PlannedRun, finished: readonly Run[]) => {
    const runs = finished.filter(({ case_id, params }) =>
      case_id === atValue(first, toValue(params, parameter)).case_id
    );
    const next = nextStep(search, runs.map((run) => toStep(run, search)));
    if (next.kind === "done") return null;
    const planned = atValue(first, next.value, next.confirms);
    const earlier = runs.filter(({ case_id }) => case_id === planned.case_id);
    return {
      ...planned,
      repetition: earlier.length + 1,
      order: finished.length + 1,
    };
  };
  return {
    planned: firsts,
    refused,
    openEnded: true,
    remaining: (done) => findRemaining(firsts, done),
    next(done) {
      const finished = done.filter(isDone);
      for (const { name } of inTurn(systems, finished, seed)) {
        for (const first of firsts.filter(({ system }) => system === name)) {
          const next = nextOfCase(first, finished);
          if (next !== null) return next;
        }
      }
      return null;
    },
  };
}

function nameCase(
  system: string,
  values: Values,
  systems: PlanOptions["systems"],
): string {
  const found = systems.find(({ name }) => name === system);
  if (!found) throw new TypeError(`Cannot plan on ${system}`);
  const { label, experiment } = found;
  return toCaseId(label, values, { experiment, named: namedKeys(experiment) });
}

/** Systems with the fewest finished runs first; those with as many in an order of the seed, another in each round. */
function inTurn<S extends { readonly name: string }>(
  systems: readonly S[],
  finished: readonly Run[],
  seed: number,
): readonly S[] {
  const byRuns = Map.groupBy(
    systems,
    ({ name }) => finished.filter(({ system }) => system === name).length,
  );
  return [...byRuns].sort(([a], [b]) => a - b).flatMap(([runs, group]) =>
    shuffle(group, seededRandom(spreadSeed(seed + runs + 1)))
  );
}

/** Converts a run of a search to a step. It confirms if it was made with all settings of `confirm`. */
export function toStep(
  { params, status, verdict, objectives }:
    & Pick<Run, "status" | "verdict" | "objectives">
    & { readonly params: readonly Param[] },
  { parameter, confirm }: Pick<Search, "parameter" | "confirm">,
): Step {
  const settings = Object.entries(confirm?.settings ?? {});
  return {
    value: toValue(params, parameter),
    result: toResult({ status, verdict, objectives }),
    confirms: settings.length > 0 &&
      settings.every(([key, value]) =>
        params.some((param) =>
          param.key === key && param.value === String(value)
        )
      ),
  };
}

/** Converts status and verdict to the result of a run at its load. */
export function toResult(
  { status, verdict, objectives }: Pick<
    Run,
    "status" | "verdict" | "objectives"
  >,
): RunResult {
  if (status !== "ok") return "inconclusive";
  if (verdict === "pass") return "passed";
  return isUndecided(objectives) ? "inconclusive" : "failed";
}

/** Checks that a run which did not pass missed nothing either: it could not measure a metric. */
function isUndecided(objectives: Run["objectives"]): boolean {
  return objectives.some(({ result }) => result === "unknown") &&
    !objectives.some(({ result }) => result === "missed");
}

function toValue(params: readonly Param[], key: string): number {
  return paramNumber({ params }, key) ?? NaN;
}
