import { defineExperiment } from "../../lab/mod.ts";
import type { AppSpec } from "../../systems/platform/platform.ts";
import { runBatch } from "./batch.ts";
import { toOperation } from "./operation_rows.ts";
import { toPlatformProcedure } from "./platform_procedure.ts";
import { beginPhase, type PlatformRun, readSamples } from "./platform_run.ts";
import { batchSettings, mixSettings } from "./platform_settings.ts";
import { recordPush } from "./push_app.ts";

const MIB = 2 ** 20;

const { cells, cell_memory, cell_disk, poll } = mixSettings;

/** Many tasks, or instances, at once on an empty platform, as Fezzik asks for them: what does each stage take? */
export const platformFezzik = defineExperiment({
  name: "platform-fezzik",
  question:
    "How long does a container platform take for many tasks or instances at once?",
  settings: { cells, cell_memory, cell_disk, poll, ...batchSettings },
  presets: {
    quick: {
      title: "Five tasks, and five instances, on one cell: does it work?",
      axes: { work: ["tasks", "instances"] },
      settings: { cells: 1 },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set cells=20 work=instances factor=40",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    classic: {
      title: "5 and 200 for each of 10 cells, as Fezzik had it from 2016 on",
      axes: { work: ["tasks", "instances"], factor: [5, 200] },
      settings: {},
      repetitions: 5,
    },
    scales: {
      title: "40 for each of 10, 20, 50 and 100 cells",
      axes: { work: ["tasks", "instances"], cells: [10, 20, 50, 100] },
      settings: { factor: 40 },
      repetitions: 3,
    },
  },
  requires: ["push-apps", "run-tasks"],
  objectives: [
    { metric: "task_success", is: "at least", value: 1, unknown: "ignored" },
    {
      metric: "instance_success",
      is: "at least",
      value: 1,
      unknown: "ignored",
    },
  ],
});

export const fezzikProcedure = toPlatformProcedure({
  estimate: ({ batch_timeout }) => batch_timeout,
  size: ({ factor, cells }) => factor * cells,
  readsLog: true,
  needs: () => [],
  async phases(run) {
    const { work, factor, cells, batch_timeout } = run.context.values;
    const n = factor * cells;
    beginPhase(run, "measure");
    if (work === "tasks") {
      await runBatch(run, { n, timeout: batch_timeout, prefix: "" });
    } else {
      await runInstances(run, n);
    }
  },
});

/** Desires all instances of one application at once, and removes it. */
async function runInstances(run: PlatformRun, n: number): Promise<void> {
  const { platform, tracker, context } = run;
  const { recorder, receivers, values, signal } = context;
  const app: AppSpec = {
    kind: "hello",
    ...{ name: "fezzik", instances: n },
    ...{ memory: 64 * MIB, disk: 128 * MIB, logRate: 0, crashAfter: null },
  };
  const options = { timeout: values.batch_timeout, signal };
  tracker.expect(app, { traced: !run.readsLog });
  const result = await platform.push(app, options);
  recordPush(run, { app, result, worker: "", traced: true });
  readSamples(run);
  if (!platform.remove) return;
  const removed = await platform.remove(app.name, options);
  if (removed.outcome === "ok") tracker.drop(app.name, 0);
  const { run_id } = recorder;
  receivers.onOperations([
    toOperation({ run_id, kind: "remove", worker: "" }, app, removed),
  ]);
}
