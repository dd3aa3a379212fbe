/** Reads the runs of one side of a comparison: of the records, or of a saved baseline. */
import {
  comparableRuns,
  type ComparedRun,
  listBaselines,
  measureRuns,
  plainMeasure,
  readBaseline,
  selectRuns,
} from "../analysis/mod.ts";
import { Store } from "../store/mod.ts";

/**
 * Returns the runs that a text selects in the store at `path`, measured and judged. Throws `UsageError` for a side that
 * names no run, and a damaged baseline.
 */
export async function readSide(
  path: string,
  text: string,
  baselines: string,
): Promise<readonly ComparedRun[]> {
  using store = await Store.open(path);
  const all = await comparableRuns(store);
  const { baseline, runs } = selectRuns(
    text,
    all,
    await listBaselines(baselines),
  );
  if (baseline !== null) return (await readBaseline(baselines, baseline)).runs;
  const ids = new Set(runs.map(({ run_id }) => run_id));
  const chosen = all.filter(({ run_id }) => ids.has(run_id));
  const { warmUps: _none, ...measure } = plainMeasure;
  return (await measureRuns(store, chosen, { ...measure, cutWarmUp: false }))
    .runs;
}
