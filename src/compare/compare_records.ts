/** Compares two sides of the records, or saves one as a baseline. */
import {
  type ComparableRun,
  comparableRuns,
  type ComparedRun,
  compareSides,
  type Comparison,
  entersStatistics,
  listBaselines,
  measureLoad,
  readBaseline,
  saveBaseline,
  type Selection,
  selectRuns,
  type Side,
  type SidesOptions,
  type SplitBy,
  type Threshold,
  toComparedRuns,
  withinRuns,
} from "../analysis/mod.ts";
import { experiments, type Runnable } from "../experiments/mod.ts";
import { nearest, UsageError } from "../record/mod.ts";
import { Store } from "../store/mod.ts";

/** What is compared, and how. */
export interface CompareRequest
  extends Pick<SidesOptions, "smallest" | "metrics" | "varies"> {
  /** Sides as their user wrote them; without `b` side A is only saved. */
  readonly a: string;
  readonly b: string | null;
  readonly by: SplitBy;
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

/** Operations of each of so many runs are sorted for their bounds; of more it would take longer than all else. */
const MAX_WITHIN_RUNS = 100;

/**
 * Compares two sides of the store at `path`. Throws `UsageError` for a side that names no run, a damaged baseline, or a
 * threshold on a metric that is not measured.
 */
export async function compareRecords(
  path: string,
  request: CompareRequest,
): Promise<Compared> {
  const names = await listBaselines(request.baselines);
  const all = await everyRun(path);
  const texts = request.b === null ? [request.a] : [request.a, request.b];
  const selections = texts.map((text) => selectRuns(text, all, names));
  const saved = new Map<string, readonly ComparedRun[]>();
  for (const { baseline } of selections) {
    if (baseline === null) continue;
    saved.set(baseline, (await readBaseline(request.baselines, baseline)).runs);
  }
  const wanted = new Set(selections.flatMap((one) => idsOf(one, saved)));
  const chosen = all.filter(({ run_id }) => wanted.has(run_id));
  const opened = [...new Set(chosen.map(({ experiment }) => experiment))];
  using store = await Store.open(path, { experiments: opened });
  const measured = new Map(
    (await toComparedRuns(store, chosen, {
      measureOf: (experiment) => {
        const measure = declared(experiment)?.measure ?? null;
        return measure === measureLoad ? null : measure;
      },
      by: request.by,
    })).map((run) => [run.run_id, run]),
  );
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
    comparison: await compare(store, a, b, request),
    saved: path_saved,
  };
}

async function compare(
  store: Store,
  a: Side,
  b: Side,
  { thresholds, objectives, smallest, metrics, varies }: CompareRequest,
): Promise<Comparison> {
  const runs = [...a.runs, ...b.runs];
  requireMetrics(metrics, runs);
  const names = [...new Set(runs.map(({ experiment }) => experiment))];
  const counted = runs.filter(entersStatistics).map(({ run_id }) => run_id);
  return compareSides(a, b, {
    ...{ smallest, metrics, varies, thresholds },
    objectives: names.flatMap((name) =>
      declared(name)?.experiment.objectives ?? []
    ),
    checkObjectives: objectives,
    within: counted.length > MAX_WITHIN_RUNS
      ? new Map()
      : await withinRuns(store, counted),
  });
}

/** Throws `UsageError` for a metric that no run has, with the names of those that there are. */
function requireMetrics(
  wanted: readonly string[],
  runs: readonly ComparedRun[],
): void {
  const known = new Set(runs.flatMap(({ metrics }) => Object.keys(metrics)));
  const missing = wanted.find((metric) => !known.has(metric));
  if (missing === undefined) return;
  throw new UsageError(
    `Cannot compare metric '${missing}' as ${
      known.size === 0
        ? "nothing was measured"
        : `no run has it; ${nearest(missing.slice(0, 100), [...known])}`
    }`,
  );
}

async function everyRun(path: string): Promise<ComparableRun[]> {
  using store = await Store.open(path);
  return await comparableRuns(store);
}

function declared(experiment: string): Runnable | undefined {
  return experiments.find((one) => one.experiment.name === experiment);
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
