/** Runs of the experiments on container platforms in the test's own process. */
import { judgeRun } from "../../src/analysis/validity/judge_run.ts";
import { toRunnable } from "../../src/experiments/mod.ts";
import { toPlan } from "../../src/lab/plan/run_plan.ts";
import type { Value } from "../../src/lab/plan/settings.ts";
import { runSession } from "../../src/lab/session/session.ts";
import {
  parseParameters,
  withParameters,
} from "../../src/lab/system/system_parameters.ts";
import type { System } from "../../src/lab/system/system_under_test.ts";
import type { Run } from "../../src/record/mod.ts";
import { loadStore, Store } from "../../src/store/mod.ts";
import { withTempFolder } from "./records.ts";
import { toTestPlannedSystem, toTestPlanOptions } from "./systems.ts";

/** A run on record. */
export interface PlatformTrial {
  readonly run: Run;
  /** As the terminal shows it. */
  readonly summary: string;
  readonly store: Store;
  /** Returns the rows of a query as lines, their cells joined by spaces. */
  lines(sql: string): Promise<string[]>;
}

export interface TrialOptions {
  readonly system: System;
  /** Settings of the system. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Its parameters away from their defaults, as text. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** Settings away from those of the preset. */
  readonly set?: Readonly<Record<string, Value>>;
  readonly seed?: number;
}

/** Makes the first run of a preset, `platform-push/quick`, and passes its record on. */
export function withPlatformRun(
  name: string,
  { system, settings = {}, parameters = {}, set = {}, seed = 1 }: TrialOptions,
  act: (trial: PlatformTrial) => Promise<void>,
): Promise<void> {
  return withTempFolder(async (data) => {
    const { experiment, procedure, measure, preset } = toRunnable(name);
    const chosen = experiment.presets[preset];
    if (!chosen) throw new Error("There must be a preset");
    const plan = toPlan({
      ...chosen,
      settings: { ...chosen.settings, ...set },
      ...{ axes: {}, repetitions: 1 },
    }, {
      ...toTestPlanOptions(experiment, []),
      systems: [
        toTestPlannedSystem(system.name, withParameters(experiment, system), {
          overrides: parseParameters(system, parameters),
        }),
      ],
    });
    let summary = "";
    const [run] = await runSession(plan, {
      ...{ record: `${data}/${experiment.name}`, experiment, procedure },
      ...{ preset, set: {}, systems: [{ system, settings }], session: "s" },
      ...{ seed, repetitions: 1, done: [], toolVersion: "0", environment: {} },
      ...{
        labels: {},
        machine: null,
        besideSetUp: Promise.resolve(),
        containerStats: null,
        onProgress: () => {},
        onNotice: () => {},
      },
      signal: new AbortController().signal,
      judge: (record, run) =>
        judgeRun(record, run, { objectives: experiment.objectives, measure }),
      onRun: (_planned, _run, text) => {
        summary = text;
      },
    });
    if (!run) throw new Error("There must be a run");
    await loadStore(data, `${data}/s.duckdb`);
    using store = await Store.open(`${data}/s.duckdb`);
    await act({
      ...{ run, summary, store },
      async lines(sql) {
        const { rows } = await store.rows(sql);
        return rows.map((row) => Object.values(row).join(" "));
      },
    });
  });
}
