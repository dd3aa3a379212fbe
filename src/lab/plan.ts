/** What a session does next: the runs of a list, or those of a search, which go by what came of the ones before. */
import type { Param, Run } from "../record/mod.ts";
import type { Experiment, Preset } from "./experiment.ts";
import {
  namedKeys,
  type PlannedRun,
  type PlanOptions,
  planRuns,
  toCaseId,
} from "./matrix.ts";
import { nextStep, type Search, type Step } from "./search.ts";

/** The runs of a session, one after the other. */
export interface Plan {
  /** The runs that are known already, in order; of a search the first of each case. */
  readonly planned: readonly PlannedRun[];
  /** Whether there may be more, or fewer, than `planned`. */
  readonly open: boolean;
  /** The run to do after those on record, in the order they were done; null when nothing is left. */
  next(done: readonly Run[]): PlannedRun | null;
}

/** The plan of a preset. */
export function toPlan(
  experiment: Experiment,
  preset: Preset,
  options: PlanOptions,
): Plan {
  const planned = planRuns(experiment, preset, options);
  return preset.search === null
    ? toList(planned)
    : toSearch(planned, preset.search, { experiment, ...options });
}

/** Runs that were killed or interrupted are done again; all others are done, failed and skipped ones too. */
function isDone({ status }: Run): boolean {
  return status !== "incomplete" && status !== "running";
}

function toList(planned: readonly PlannedRun[]): Plan {
  const key = ({ case_id, repetition }: PlannedRun | Run) =>
    `${case_id}#${repetition}`;
  return {
    planned,
    open: false,
    next(done) {
      const keys = new Set(done.filter(isDone).map(key));
      return planned.find((one) => !keys.has(key(one))) ?? null;
    },
  };
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
  const cases = planned.filter(({ repetition }) => repetition === 1)
    .map(({ values }) => values);
  const { along } = search;
  return {
    planned: planned.filter(({ repetition }) => repetition === 1),
    open: true,
    next(done) {
      const valid = done.filter(isDone);
      for (const values of cases) {
        const toId = (value: number) =>
          toCaseId(system, { ...values, [along]: value }, {
            experiment,
            named,
          });
        const mine = valid.filter(({ case_id, params }) =>
          case_id === toId(toValue(params, along))
        );
        const next = nextStep(
          search,
          mine.map((run) => toStep(run, along)),
        );
        if (next.kind === "done") continue;
        const case_id = toId(next.value);
        return {
          case_id,
          repetition: mine.filter((run) => run.case_id === case_id).length + 1,
          order: valid.length + 1,
          values: { ...values, [along]: next.value },
        };
      }
      return null;
    },
  };
}

/** What a run of a search says of its load: a run that is ok held when it passed. */
export function toStep(
  { params, status, verdict }: Pick<Run, "status" | "verdict"> & {
    readonly params: readonly Param[];
  },
  along: string,
): Step {
  return {
    value: toValue(params, along),
    result: status !== "ok" ? "void" : verdict === "pass" ? "held" : "broke",
  };
}

function toValue(params: readonly Param[], key: string): number {
  return params.find((one) => one.key === key)?.number ?? NaN;
}
