/** Pushes, scales and removes applications: a request each, then a wait until the watch tells that it is done. */
import { notBegun } from "../platform/not_begun.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type {
  AppSpec,
  PlatformResult,
  PushOptions,
  PushResult,
} from "../platform/platform.ts";
import type { ApiAnswer, ApiClient } from "./api/api_client.ts";
import { Versioned } from "./api/objects.ts";
import { type PodOptions, toDeployment } from "./app_objects.ts";
import type { AppState, InstanceSlots } from "./instance_slots.ts";

/** What the actions act on. */
export interface AppContext {
  readonly client: Pick<ApiClient, "call">;
  readonly namespace: string;
  readonly pods: PodOptions;
  readonly slots: InstanceSlots;
  /** Resolves when the watch has told of the application again, or the signal aborts. */
  readonly changed: (app: string, signal: AbortSignal) => Promise<void>;
}

const ended = { outcome: "ok", error: "", code: "" } as const;

/** Creates a Deployment; its start lasts from then on until all instances have started. */
export async function pushApp(
  context: AppContext,
  app: AppSpec,
  options: PushOptions,
): Promise<PushResult> {
  if (options.signal.aborted) {
    return { guid: "", push: notBegun, start: notBegun, stages: [] };
  }
  const { client, slots } = context;
  slots.declare(app.name, app.instances, now());
  const answer = await client.call({
    verb: "create",
    resource: "deployments",
    path: deploymentsPath(context),
    body: toDeployment(app, context.pods),
  }, options);
  const push = toResult(answer);
  if (push.outcome !== "ok") {
    slots.forget(app.name);
    return { guid: "", push, start: notBegun, stages: [] };
  }
  slots.desire(app.name);
  const start = await waitUntil(
    context,
    app.name,
    ({ pods, started, running }) =>
      pods === app.instances &&
      (app.crashAfter === null ? running : started) === app.instances,
    { startedAt: now(), wanted: app.instances, ...options },
  );
  return { guid: `${context.namespace}/${app.name}`, push, start, stages: [] };
}

/** Sets the number of replicas, and waits until as many run. */
export async function scaleApp(
  context: AppContext,
  { app, instances }: { readonly app: string; readonly instances: number },
  options: PushOptions,
): Promise<PlatformResult> {
  if (options.signal.aborted) return notBegun;
  const startedAt = now();
  context.slots.declare(app, instances, startedAt);
  const answer = await context.client.call({
    verb: "patch",
    resource: "deployments/scale",
    path: `${deploymentsPath(context)}/${app}/scale`,
    body: { spec: { replicas: instances } },
  }, options);
  if (answer.outcome !== "ok") return toResult(answer);
  context.slots.desire(app);
  return await waitUntil(
    context,
    app,
    ({ pods, started }) => pods === instances && started === instances,
    { startedAt, wanted: instances, ...options },
  );
}

/** Deletes a Deployment, and waits until the pods of it go. */
export async function removeApp(
  context: AppContext,
  app: string,
  options: PushOptions,
): Promise<PlatformResult> {
  if (options.signal.aborted) return notBegun;
  const startedAt = now();
  const answer = await context.client.call({
    verb: "delete",
    resource: "deployments",
    path: `${deploymentsPath(context)}/${app}`,
    body: { propagationPolicy: "Background" },
  }, options);
  if (answer.outcome !== "ok") return toResult(answer);
  context.slots.forget(app);
  return await waitUntil(context, app, ({ pods }) => pods === 0, {
    ...{ startedAt, wanted: 0, ...options },
  });
}

function deploymentsPath({ namespace }: Pick<AppContext, "namespace">): string {
  return `/apis/apps/v1/namespaces/${namespace}/deployments`;
}

async function waitUntil(
  { slots, changed }: AppContext,
  app: string,
  isDone: (state: AppState) => boolean,
  { startedAt, wanted, timeout, signal }: PushOptions & {
    readonly startedAt: number;
    readonly wanted: number;
  },
): Promise<PlatformResult> {
  const left = timeout - (now() - startedAt) / 1000;
  const timer = AbortSignal.timeout(Math.max(0, left * 1000));
  const stop = AbortSignal.any([signal, timer]);
  while (!isDone(slots.state(app))) {
    if (signal.aborted) {
      return since(startedAt, { ...ended, outcome: "cancelled" });
    }
    if (timer.aborted) {
      return since(
        startedAt,
        toLate(slots.state(app), { app, wanted, timeout }),
      );
    }
    await changed(app, stop);
  }
  return since(startedAt, ended);
}

type End = Pick<PlatformResult, "outcome" | "error" | "code">;

function toLate(
  { running, pods, blocked }: AppState,
  { app, wanted, timeout }: {
    readonly app: string;
    readonly wanted: number;
    readonly timeout: number;
  },
): End {
  return {
    outcome: "timeout",
    error: wanted === 0
      ? `${pods} pods of ${app} were left after ${timeout} s`
      : `${running} of ${wanted} instances of ${app} ran after ${timeout} s${
        blocked === "" ? "" : `: ${blocked}`
      }`,
    code: blocked === "" ? "start-timeout" : "unschedulable",
  };
}

function since(startedAt: number, end: End): PlatformResult {
  const duration = (now() - startedAt) / 1000;
  return { startedAt, duration, ...end, attempts: 1 };
}

function toResult(
  { startedAt, seconds, outcome, error, code, json }: ApiAnswer,
): PlatformResult {
  const common = { startedAt, duration: seconds, attempts: 1 };
  if (outcome !== "ok" || Versioned.safeParse(json).success) {
    return { ...common, outcome, error, code };
  }
  const what = { error: "the answer is no object", code: "rubbish" };
  return { ...common, outcome: "failed", ...what };
}
