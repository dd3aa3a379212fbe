/** Compares two sides of the records, or saves one as a baseline. */
import {
  comparableRuns,
  type ComparedRun,
  compareMeasured,
  type Comparison,
  entersStatistics,
  listBaselines,
  type MeasureRequest,
  measureRuns,
  readBaseline,
  saveBaseline,
  type Selection,
  selectRuns,
  type Side,
  type SidesOptions,
  type Threshold,
} from "../analysis/mod.ts";
import { experiments } from "../experiments/mod.ts";
import type { Objective } from "../lab/plan/experiment.ts";
import { Store } from "../store/mod.ts";

/** What is compared, and how. */
export interface CompareRequest
  extends
    MeasureRequest,
    Pick<SidesOptions, "smallest" | "metrics" | "varies" | "pool"> {
  /** Sides as their user wrote them; without `b` side A is only saved. */
  readonly a: string;
  readonly b: string | null;
  readonly thresholds: readonly Threshold[];
  /** True if the objectives of the experiment are limits too. */
  readonly objectives: boolean;
  /** Folder of the saved baselines. */
  readonly baselines: string;
  /** Name under which side B, or A alone, is saved; null to save none. */
  readonly save: string | null;
}

/** Result of `compareRecords`. */
export interface Compared {
  /** Null if there is one side. */
  readonly comparison: Comparison | null;
  /** Path of the saved baseline; null if none was. */
  readonly saved: string | null;
}

/**
 * Compares two sides of the store at `path`. Throws `UsageError` for a side that names no run, a damaged baseline, or a
 * threshold on a metric that is not measured.
 */
export async function compareRecords(
  path: string,
  request: CompareRequest,
): Promise<Compared> {
  const names = await listBaselines(request.baselines);
  // Of all experiments: what is read names its runs, and a filter by experiment would be one more join over all rows.
  using store = await Store.open(path);
  const all = await comparableRuns(store);
  const texts = request.b === null ? [request.a] : [request.a, request.b];
  const selections = texts.map((text) => selectRuns(text, all, names));
  const saved = new Map<string, readonly ComparedRun[]>();
  for (const { baseline } of selections) {
    if (baseline === null) continue;
    saved.set(baseline, (await readBaseline(request.baselines, baseline)).runs);
  }
  const wanted = new Set(selections.flatMap((one) => idsOf(one, saved)));
  const chosen = all.filter(({ run_id }) => wanted.has(run_id));
  const { runs, warmUps } = await measureRuns(store, chosen, request);
  const measured = new Map(runs.map((run) => [run.run_id, run]));
  const [a, b] = selections.map((one) => toSide(one, saved, measured));
  const last = b ?? a;
  const path_saved = request.save === null || last === undefined
    ? null
    : await saveBaseline(request.baselines, {
      name: request.save,
      selected: last.text,
      runs: last.runs.filter(entersStatistics),
    });
  if (a === undefined || b === undefined) {
    return { comparison: null, saved: path_saved };
  }
  return {
    comparison: await compareMeasured(store, a, b, {
      ...request,
      warmUps,
      objectives: objectivesOf([...a.runs, ...b.runs]),
      checkObjectives: request.objectives,
    }),
    saved: path_saved,
  };
}

/** Returns the declared objectives of the experiments of these runs. */
function objectivesOf(runs: readonly ComparedRun[]): Objective[] {
  const names = new Set(runs.map(({ experiment }) => experiment));
  return experiments.filter(({ experiment }) => names.has(experiment.name))
    .flatMap(({ experiment }) => experiment.objectives);
}

function idsOf(
  { runs, baseline }: Selection,
  saved: ReadonlyMap<string, readonly ComparedRun[]>,
): string[] {
  const own = baseline === null ? runs : saved.get(baseline) ?? [];
  return own.map(({ run_id }) => run_id);
}

/** A run of a baseline is judged anew where its record is at hand. */
function toSide(
  selection: Selection,
  saved: ReadonlyMap<string, readonly ComparedRun[]>,
  measured: ReadonlyMap<string, ComparedRun>,
): Side {
  const { text, terms, baseline } = selection;
  const runs = baseline === null
    ? idsOf(selection, saved).flatMap((run_id) => measured.get(run_id) ?? [])
    : (saved.get(baseline) ?? []).map((run) => measured.get(run.run_id) ?? run);
  return { text, terms, runs };
}
