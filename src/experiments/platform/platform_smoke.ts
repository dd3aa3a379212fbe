import { defineExperiment } from "../../lab/mod.ts";
import type {
  AppSpec,
  PlatformResult,
} from "../../systems/platform/platform.ts";
import { runBatch } from "./batch.ts";
import { toOperation, toPushOperations } from "./operation_rows.ts";
import { toPlatformProcedure } from "./platform_procedure.ts";
import { beginPhase, type PlatformRun, readSamples } from "./platform_run.ts";
import { mixSettings } from "./platform_settings.ts";
import { toApps } from "./push_mix.ts";

const { cells, cell_memory, cell_disk, push_timeout, poll } = mixSettings;

/** Tasks that are run at once. */
const TASKS = 3;

/** Instances to which an application is scaled. */
const SCALED = 6;

/** Each thing that a platform is asked for, once: is it there at all, and what does each take? */
export const platformSmoke = defineExperiment({
  name: "platform-smoke",
  question: "Does a container platform do each thing that it is asked for?",
  settings: { cells, cell_memory, cell_disk, push_timeout, poll },
  presets: {
    quick: {
      title: "An application of each kind, one after the other, on one cell",
      axes: {},
      settings: { cells: 1 },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set cells=20 push_timeout=15min",
      axes: {},
      settings: {},
      repetitions: 1,
    },
  },
  requires: ["push-apps"],
  objectives: [
    { metric: "push_success", is: "at least", value: 1 },
    { metric: "task_success", is: "at least", value: 1, unknown: "ignored" },
  ],
});

export const smokeProcedure = toPlatformProcedure({
  estimate: ({ push_timeout }) => push_timeout,
  needs: () => [],
  async phases(run) {
    beginPhase(run, "measure");
    // One application of each kind.
    const apps = toApps({ cells: 1, fill: 0, chatty: true });
    for (const app of apps) await pushOne(run, app);
    const web = apps.find(({ kind }) => kind === "web");
    if (web) {
      await act(
        run,
        web,
        "scale",
        `to ${SCALED}`,
        (options) => run.platform.scale?.(web.name, SCALED, options),
      );
      await act(
        run,
        web,
        "scale",
        "back",
        (options) => run.platform.scale?.(web.name, web.instances, options),
      );
    }
    await runBatch(run, {
      ...{ n: TASKS, timeout: run.context.values.push_timeout, prefix: "" },
    });
    for (const app of apps) {
      await act(
        run,
        app,
        "remove",
        "",
        (options) => run.platform.remove?.(app.name, options),
      );
    }
  },
});

async function pushOne(run: PlatformRun, app: AppSpec): Promise<void> {
  const { platform, tracker, context } = run;
  const { recorder, receivers, values, signal } = context;
  context.onProgress("measure", `pushing ${app.name}`);
  tracker.expect(app.name, app.kind);
  const result = await platform.push(app, {
    ...{ timeout: values.push_timeout, signal },
  });
  const key = { run_id: recorder.run_id, worker: "" };
  receivers.onOperations(toPushOperations(key, app, result));
  readSamples(run);
}

/** Does one thing to an application, and records it; does nothing on a platform that cannot. */
async function act(
  { context }: PlatformRun,
  app: AppSpec,
  kind: "scale" | "remove",
  detail: string,
  action: (options: {
    readonly timeout: number;
    readonly signal: AbortSignal;
  }) => Promise<PlatformResult> | undefined,
): Promise<void> {
  const { recorder, receivers, values, signal, onProgress } = context;
  onProgress("measure", `${kind} ${app.name} ${detail}`.trim());
  const result = await action({ timeout: values.push_timeout, signal });
  if (!result) return;
  const { run_id } = recorder;
  const operation = toOperation({ run_id, kind, worker: "" }, app, result);
  receivers.onOperations([{
    ...operation,
    operation_id: [operation.operation_id, detail].join(" ").trim(),
  }]);
}
