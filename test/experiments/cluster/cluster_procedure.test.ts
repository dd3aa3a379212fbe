import { afterEach, expect, test, vi } from "vitest";
import { measureLoad } from "../../../src/analysis/scaling/measure_load.ts";
import { judgeRun } from "../../../src/analysis/validity/judge_run.ts";
import { defineExperiment } from "../../../src/lab/plan/experiment.ts";
import { clusterProcedure } from "../../../src/experiments/cluster/cluster_procedure.ts";
import { loadSettings } from "../../../src/experiments/cluster/load_settings.ts";
import { toPlan } from "../../../src/lab/plan/run_plan.ts";
import { runSession } from "../../../src/lab/session/session.ts";
import { startClock } from "../../../src/lab/timing/wall_clock.ts";
import { kv } from "../../../src/systems/kv/kv.ts";
import { loadStore, Store } from "../../../src/store/mod.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { withTempFolder } from "../../testing/records.ts";
import { RUN_STALL_MS } from "../../testing/sound_runs.ts";
import { toTestPlanOptions } from "../../testing/systems.ts";

const HOUR_MS = 3_600_000;

const experiment = defineExperiment({
  name: "kv",
  question: "?",
  settings: loadSettings,
  presets: {
    short: {
      title: "short",
      axes: {},
      settings: {
        ...{ nodes: 1, workers: 2, rate: 100, loop: "constant" },
        ...{ warmup: 0.2, duration: 3, cooldown: 0 },
      },
      repetitions: 1,
    },
  },
  requires: ["key-value"],
  objectives: [],
});

afterEach(() => {
  vi.restoreAllMocks();
  startClock();
});

const real = Date.now.bind(Date);

test("a run in which the machine's clock is set back an hour keeps its order of times and its rate, and is invalid", () =>
  whileQuiet(RUN_STALL_MS, () => withTempFolder(setClockBack)));

async function setClockBack(data: string): Promise<void> {
  vi.restoreAllMocks();
  startClock();
  let set = 0;
  vi.spyOn(Date, "now").mockImplementation(() => real() + set);
  const plan = toPlan(
    experiment.presets["short"]!,
    toTestPlanOptions(experiment, ["kv"]),
  );
  let summary = "";
  const [run] = await runSession(plan, {
    ...{ record: `${data}/kv`, experiment, procedure: clusterProcedure },
    ...{ preset: "short", systems: [{ system: kv, settings: {} }], set: {} },
    ...{ session: "s", seed: 1, repetitions: 1, done: [] },
    ...{ toolVersion: "0", environment: {}, machine: null, labels: {} },
    judge: (record, run) =>
      judgeRun(record, run, { objectives: [], measure: measureLoad }),
    ...{ containerStats: null, signal: new AbortController().signal },
    besideSetUp: Promise.resolve(),
    onProgress(_, phase, detail) {
      if (phase === "measure" && detail.startsWith("2 s")) set = -HOUR_MS;
    },
    onNotice: () => {},
    onRun: (_planned, _run, text) => {
      summary = text;
    },
  });
  expect([run?.status, run?.notes]).toEqual([
    "invalid",
    expect.stringMatching(/^the machine's clock was set by -3600(\.\d+)? s$/),
  ]);
  expect(Date.parse(run?.ended_at ?? "") - Date.parse(run?.started_at ?? ""))
    .toBeGreaterThan(3000);
  const [, rate = ""] = /; ([\d.]+) ok\/s/.exec(summary) ?? [];
  expect(Math.abs(Number(rate) / 100 - 1)).toBeLessThan(0.1);

  await loadStore(data, `${data}/s.duckdb`);
  using store = await Store.open(`${data}/s.duckdb`);
  const { rows } = await store.rows(`
    SELECT 'operations' AS name, min(started_at) AS first, max(started_at) AS last FROM operations
    UNION ALL SELECT 'events', min("at"), max("at") FROM events
    UNION ALL SELECT 'samples', min("at"), max("at") FROM samples`);
  for (const { name, first, last } of rows) {
    const seconds = (Date.parse(String(last)) - Date.parse(String(first))) /
      1000;
    expect([name, seconds > 2 && seconds < 60]).toEqual([name, true]);
  }
}
