/** What a session does next: the runs of a list, or those of a search, which go by what came of the ones before. */
import { type Param, type Run, UsageError } from "../../record/mod.ts";
import type { Experiment, Preset } from "./experiment.ts";
import {
  namedKeys,
  type PlannedRun,
  type PlanOptions,
  planRuns,
  toCaseId,
} from "./matrix.ts";
import { nextStep, type Search, type Step } from "./load_line_search.ts";

/** The runs of a session, one after the other. */
export interface Plan {
  /** The runs that are known already, in order; of a search the first of each case. */
  readonly planned: readonly PlannedRun[];
  /** Whether there may be more than `planned`, as nobody knows before how many it takes. */
  readonly open: boolean;
  /** Those of `planned` that are not on record yet. */
  left(done: readonly Run[]): readonly PlannedRun[];
  /** The run to do after those on record, in the order they were done; null when nothing is left. */
  next(done: readonly Run[]): PlannedRun | null;
}

/**
 * The plan of a preset. What is set of the setting that a search grows is where it begins. Throws `UsageError` for several
 * values of that.
 */
export function toPlan(
  experiment: Experiment,
  preset: Preset,
  options: PlanOptions,
): Plan {
  const { search } = preset;
  if (search === null) return toList(planRuns(experiment, preset, options));
  const { [search.along]: begin = [search.from], ...overrides } =
    options.overrides;
  const [from = search.from, ...more] = begin;
  if (more.length > 0) {
    throw new UsageError(
      `Cannot set ${search.along} to several values as the search varies it: set the one it begins with`,
    );
  }
  return toSearch(
    planRuns(experiment, preset, { ...options, overrides }),
    { ...search, from: Number(from) },
    { experiment, ...options },
  );
}

/** Runs that were killed or interrupted are done again; all others are done, failed and skipped ones too. */
function isDone({ status }: Run): boolean {
  return status !== "incomplete" && status !== "running";
}

function leftOf(
  planned: readonly PlannedRun[],
  done: readonly Run[],
): readonly PlannedRun[] {
  const key = ({ case_id, repetition }: PlannedRun | Run) =>
    `${case_id}#${repetition}`;
  const keys = new Set(done.filter(isDone).map(key));
  return planned.filter((one) => !keys.has(key(one)));
}

function toList(planned: readonly PlannedRun[]): Plan {
  const left = (done: readonly Run[]) => leftOf(planned, done);
  return { planned, open: false, left, next: (done) => left(done)[0] ?? null };
}

/** Searches the load line of each case, one case after the other. */
function toSearch(
  planned: readonly PlannedRun[],
  search: Search,
  { experiment, system }: {
    readonly experiment: Experiment;
    readonly system: string;
  },
): Plan {
  const named = namedKeys(experiment);
  const { along, from } = search;
  const longer = search.confirm?.settings ?? {};
  const at = (
    one: PlannedRun,
    value: number,
    confirms = false,
  ): PlannedRun => {
    const values = {
      ...one.values,
      ...confirms ? longer : {},
      [along]: value,
    };
    return {
      ...one,
      values,
      case_id: toCaseId(system, values, { experiment, named }),
    };
  };
  const firsts = planned.filter(({ repetition }) => repetition === 1)
    .map((one) => at(one, from));
  return {
    planned: firsts,
    open: true,
    left: (done) => leftOf(firsts, done),
    next(done) {
      const valid = done.filter(isDone);
      for (const first of firsts) {
        const mine = valid.filter(({ case_id, params }) =>
          case_id === at(first, toValue(params, along)).case_id
        );
        const next = nextStep(search, mine.map((run) => toStep(run, search)));
        if (next.kind === "done") continue;
        const planned = at(first, next.value, next.confirms);
        const before = mine.filter(({ case_id }) =>
          case_id === planned.case_id
        );
        return {
          ...planned,
          repetition: before.length + 1,
          order: valid.length + 1,
        };
      }
      return null;
    },
  };
}

/**
 * What a run of a search says of its load: a run that is ok held when it passed. It confirms when it was made with all
 * settings of `confirm`.
 */
export function toStep(
  { params, status, verdict }: Pick<Run, "status" | "verdict"> & {
    readonly params: readonly Param[];
  },
  { along, confirm }: Pick<Search, "along" | "confirm">,
): Step {
  const wanted = Object.entries(confirm?.settings ?? {});
  return {
    value: toValue(params, along),
    result: status !== "ok" ? "void" : verdict === "pass" ? "held" : "broke",
    confirms: wanted.length > 0 &&
      wanted.every(([key, value]) =>
        params.some((one) => one.key === key && one.value === String(value))
      ),
  };
}

function toValue(params: readonly Param[], key: string): number {
  return params.find((one) => one.key === key)?.number ?? NaN;
}
