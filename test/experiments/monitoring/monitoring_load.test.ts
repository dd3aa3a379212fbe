import { expect, test } from "vitest";
import { judgeRun } from "../../../src/analysis/validity/judge_run.ts";
import {
  measureMonitoringRun,
  monitoringRuns,
} from "../../../src/analysis/monitoring/monitoring_runs.ts";
import { loadLineSearches } from "../../../src/analysis/monitoring/load_line_searches.ts";
import { monitoringLoad } from "../../../src/experiments/monitoring/monitoring_load.ts";
import { monitoringProcedure } from "../../../src/experiments/monitoring/monitoring_procedure.ts";
import {
  type Experiment,
  prepareSession,
  runSession,
} from "../../../src/lab/mod.ts";
import { toStep } from "../../../src/lab/plan/run_plan.ts";
import { nextStep } from "../../../src/lab/plan/load_line_search.ts";
import { readRuns, type Run } from "../../../src/record/mod.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { prometheus } from "../../../src/systems/prometheus/prometheus.ts";
import { findProgram } from "../../testing/programs.ts";
import { BusyMachine, whileQuiet } from "../../testing/quiet.ts";
import { withTempFolder } from "../../testing/records.ts";
import {
  isMadeInvalidByMachine,
  RUN_STALL_MS,
} from "../../testing/sound_runs.ts";

const testRun = test.skipIf(findProgram("prometheus") === null);

const search = {
  parameter: "metrics",
  start: 32,
  growthFactor: 16,
  resolution: 4,
  confirmations: 1,
  maxRunsPerValue: 1,
  max: 10_000,
  rule: "majority" as const,
  confirm: null,
};

/** Searches in three short steps: thousands of series fit into the memory limit, tens of thousands do not. */
const tiny: Experiment = {
  ...monitoringLoad,
  presets: {
    search: {
      title: "search",
      axes: {},
      cases: [{}],
      settings: {
        ...{ targets: 2, series: 50, value_interval: 1, scrape_interval: 1 },
        ...{ users: 20, incremental_period: 0.1, big_period: 0, history: 0 },
        ...{ memory_limit: 128 * 2 ** 20, warmup: 1, duration: 4, cooldown: 0 },
      },
      repetitions: 1,
      search,
    },
  },
};

/** Runs a session, interrupted after `until` runs. */
async function searchOn(
  record: string,
  { resume, until }: { readonly resume: boolean; readonly until: number },
): Promise<readonly Run[]> {
  const abort = new AbortController();
  const prepared = await prepareSession({
    ...{ experiment: tiny, procedure: monitoringProcedure, preset: "search" },
    ...{ systems: [prometheus], set: {}, repetitions: 0, seed: null },
    ...{ resume, record },
  });
  let ended = prepared.done.length;
  return await runSession(prepared.plan, {
    ...prepared,
    ...{ experiment: tiny, procedure: monitoringProcedure, preset: "search" },
    ...{ record, toolVersion: "0", environment: {}, labels: {} },
    judge: (record, run) =>
      judgeRun(record, run, {
        objectives: tiny.objectives,
        measure: measureMonitoringRun,
      }),
    ...{ containerStats: null, machine: null, signal: abort.signal },
    besideSetUp: Promise.resolve(),
    onProgress(_, phase) {
      if (ended === until && phase === "measure") {
        abort.abort(new Error("interrupted"));
      }
    },
    onNotice: () => {},
    onRun: () => void ended++,
  });
}

/** Steps of runs that a busy machine has made invalid are made again, which no test can foretell. */
function refuseBusy(runs: readonly Run[]): void {
  const busy = runs.find(isMadeInvalidByMachine);
  if (busy) throw new BusyMachine(`a run is invalid as ${busy.notes}`);
}

testRun(
  "monitoring-load/search is resumed, completes, and can be replayed from its record (needs the package prometheus)",
  { timeout: 240_000 },
  () =>
    whileQuiet(RUN_STALL_MS, () =>
      withTempFolder(async (data) => {
        const record = `${data}/monitoring-load`;
        const cut = await searchOn(record, { resume: false, until: 2 });
        refuseBusy(cut);
        expect(cut.map(({ status }) => status))
          .toEqual(["ok", "ok", "incomplete"]);
        await searchOn(record, { resume: true, until: Infinity });

        const { runs } = await readRuns(record);
        refuseBusy(runs);
        const judged = runs.filter(({ status }) => status !== "incomplete");
        const steps = judged.map((run) => toStep(run, search));
        const next = nextStep(search, steps);
        expect(next).toMatchObject({ kind: "done", reason: "bracketed" });
        // No value that was done before the interruption was repeated.
        expect(new Set(steps.map(({ value }) => value)).size)
          .toBe(steps.length);

        await loadStore(data, `${data}/store.duckdb`);
        using store = await Store.open(`${data}/store.duckdb`);
        const [path, ...others] = loadLineSearches(
          await monitoringRuns(store),
          { groupBy: ["targets"] },
        );
        expect(others).toEqual([]);
        const { passed, failed } = next.kind === "done"
          ? next.bracket
          : { passed: null, failed: null };
        const datapoints = (metrics: number | null) =>
          metrics === null ? null : metrics * 50 * 2;
        expect(path).toMatchObject({
          line: { passed: datapoints(passed), failed: datapoints(failed) },
          provisional: true,
          unfinished: 1,
        });
        expect(passed).not.toBeNull();
        // Usually the memory limit, but on a busy machine another objective may be missed first.
        expect(path?.first.length).toBeGreaterThan(0);
        expect(path?.steps).toHaveLength(steps.length);
      })),
);
