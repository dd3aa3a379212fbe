import { defineExperiment } from "../../lab/mod.ts";
import type {
  AppSpec,
  PlatformResult,
  PushOptions,
} from "../../systems/platform/platform.ts";
import { runBatch } from "./batch.ts";
import { toOperation } from "./operation_rows.ts";
import { toPlatformProcedure } from "./platform_procedure.ts";
import { beginPhase, type PlatformRun, readSamples } from "./platform_run.ts";
import { mixSettings } from "./platform_settings.ts";
import { recordPush, toPush } from "./push_app.ts";
import { toApps } from "./push_mix.ts";

const { cells, cell_memory, cell_disk, push_timeout, poll, retries } =
  mixSettings;

/** Tasks that are run at once. */
const TASKS = 3;

/** Further pushes of an application that failed: whether a platform can do a thing is asked, not how often it fails. */
const RETRIES = 2;

/** Instances to which an application is scaled. */
const SCALED = 6;

/** Each thing that a platform is asked for, once: is it there at all, and what does each take? */
export const platformSmoke = defineExperiment({
  name: "platform-smoke",
  question: "Does a container platform do each thing that it is asked for?",
  settings: {
    ...{ cells, cell_memory, cell_disk, push_timeout, poll },
    retries: { ...retries, value: RETRIES },
  },
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
  size: () => SCALED + TASKS,
  readsLog: true,
  needs: () => [],
  async phases(run) {
    beginPhase(run, "measure");
    // One application of each kind.
    const apps = toApps({ cells: 1, fill: 0, chatty: true });
    for (const app of apps) await pushOne(run, app);
    const web = apps.find(({ kind }) => kind === "web");
    if (web) {
      await scale(run, web, { to: SCALED, detail: `to ${SCALED}` });
      await scale(run, web, { to: web.instances, detail: "back" });
    }
    await runBatch(run, {
      ...{ n: TASKS, timeout: run.context.values.push_timeout, prefix: "" },
    });
    for (const app of apps) await remove(run, app);
  },
});

async function pushOne(run: PlatformRun, app: AppSpec): Promise<void> {
  const { tracker, context: { values, signal, onProgress } } = run;
  onProgress("measure", `pushing ${app.name}`);
  tracker.expect(app, { traced: !run.readsLog });
  const result = await toPush(run)(app, {
    ...{ timeout: values.push_timeout, signal },
  });
  recordPush(run, { app, result, worker: "", traced: true });
  readSamples(run);
}

/** Sets the number of instances; does nothing on a platform that cannot. */
async function scale(
  run: PlatformRun,
  app: AppSpec,
  { to, detail }: { readonly to: number; readonly detail: string },
): Promise<void> {
  const { platform, tracker } = run;
  const isOk = await act(run, app, {
    kind: "scale",
    detail,
    action: (options) => platform.scale?.(app.name, to, options),
  });
  if (isOk) tracker.drop(app.name, to);
}

/** Removes an application; does nothing on a platform that cannot. */
async function remove(run: PlatformRun, app: AppSpec): Promise<void> {
  const { platform, tracker } = run;
  const isOk = await act(run, app, {
    kind: "remove",
    detail: "",
    action: (options) => platform.remove?.(app.name, options),
  });
  if (isOk) tracker.drop(app.name, 0);
}

interface Action {
  readonly kind: "scale" | "remove";
  /** Behind the name of the application, in the id of the operation. */
  readonly detail: string;
  /** Returns undefined on a platform that cannot. */
  action(options: PushOptions): Promise<PlatformResult> | undefined;
}

/** Does one thing to an application, and records it; returns whether it was done. */
async function act(
  { context }: PlatformRun,
  app: AppSpec,
  { kind, detail, action }: Action,
): Promise<boolean> {
  const { recorder, receivers, values, signal, onProgress } = context;
  onProgress("measure", `${kind} ${app.name} ${detail}`.trim());
  const result = await action({ timeout: values.push_timeout, signal });
  if (!result) return false;
  const { run_id } = recorder;
  const operation = toOperation({ run_id, kind, worker: "" }, app, result);
  receivers.onOperations([{
    ...operation,
    operation_id: [operation.operation_id, detail].join(" ").trim(),
  }]);
  return result.outcome === "ok";
}
