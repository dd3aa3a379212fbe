/** Fills a platform with the push mix. */
import type { AppSpec, PushResult } from "../../systems/platform/platform.ts";
import { toFailureBudget } from "./failure_budget.ts";
import {
  beginPhase,
  type PlatformRun,
  readSamples,
  waitUntilDone,
} from "./platform_run.ts";
import { pushAll } from "./push_all.ts";
import { hasFailed, recordPush, toPush } from "./push_app.ts";
import { toApps, tracedApps } from "./push_mix.ts";

/** Number of pushes after which the platform's samples are read. */
const READ_AFTER_PUSHES = 500;

/**
 * Pushes the applications of the mix: the first of them alone in the phase `warm_up`, as all later ones find its files on
 * the platform; then the others, several at a time, and waits until their instances run. With `measured` the second part
 * is the phase `measure`. If the first one fails, or too many, what is left is recorded as cancelled.
 */
export async function fillPlatform(
  run: PlatformRun,
  { measured }: { readonly measured: boolean },
): Promise<void> {
  const { values, recorder, signal } = run.context;
  const apps = toApps({ ...values, chatty: values.chatty === "yes" });
  const traced = tracedApps(apps, values.traced);
  for (const app of apps) {
    run.tracker.expect(app, { traced: traced.has(app.name) });
  }
  const budget = toFailureBudget({
    ...{ apps: apps.length, tolerance: values.tolerance, signal },
  });
  const { onResult, retries } = recordPushes(run, {
    ...{ total: apps.length, traced },
  });
  const options = {
    ...{ push: toPush(run), timeout: values.push_timeout, budget },
    parallel: Math.max(1, Math.round(values.parallel * values.cells)),
  };
  beginPhase(run, "warm_up");
  await pushAll(apps.slice(0, 1), {
    ...options,
    onResult(app, result, worker) {
      onResult(app, result, worker);
      if (!hasFailed(result)) return;
      budget.exhaust(`the first application, ${app.name}, failed`);
    },
  });
  if (measured) beginPhase(run, "measure");
  await pushAll(apps.slice(1), { ...options, onResult });
  signal.throwIfAborted();
  readSamples(run);
  recordRetries(run, retries());
  const reason = budget.reason();
  if (reason !== "") {
    recorder.warn("pushes-cancelled", `pushes were cancelled: ${reason}`);
  }
  await settle(run);
}

/** Records pushes as they end, and shows how many have. */
function recordPushes(
  run: PlatformRun,
  { total, traced }: {
    readonly total: number;
    /** Names of the applications whose stages are recorded. */
    readonly traced: ReadonlySet<string>;
  },
) {
  let ended = 0;
  let retries = 0;
  const onResult = (app: AppSpec, result: PushResult, worker: number) => {
    recordPush(run, {
      ...{ app, result, worker: String(worker) },
      traced: traced.has(app.name),
    });
    for (const { attempts } of [result.push, result.start]) {
      retries += Math.max(0, attempts - 1);
    }
    if (++ended % READ_AFTER_PUSHES === 0) readSamples(run);
    run.sampler.sampleIfDue();
    run.context.onProgress("push", `${ended} of ${total} applications`);
  };
  return { onResult, retries: () => retries };
}

/** Records how often a phase of a push, or a part of one, was tried again. */
function recordRetries(
  { platform, context: { recorder, receivers } }: PlatformRun,
  retries: number,
): void {
  receivers.onSamples([{
    ...{ run_id: recorder.run_id, source: "platform", unit: "" },
    ...{ metric: "push_retries", value: retries },
    at: new Date(platform.clock.now()).toISOString(),
  }]);
}

/** Waits until every instance that is desired has run, at most for the time of the setting. */
async function settle(run: PlatformRun): Promise<void> {
  const { tracker, context: { values, recorder } } = run;
  const isSettled = await waitUntilDone(run, {
    limit: values.settle,
    isDone: () => tracker.pending() === 0,
    detail: () => `${tracker.pending()} instances have not run yet`,
  });
  if (isSettled) return;
  recorder.warn(
    "not-settled",
    `${tracker.pending()} instances had not run ${values.settle} s after the last push`,
  );
}
