/** Applications on a Diego: pushed, scaled and removed as LRPs. */
import { notBegun } from "../platform/not_begun.ts";
import type { Attempt } from "../../lab/clients/attempt.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type {
  AppSpec,
  PlatformResult,
  PushOptions,
  PushResult,
} from "../platform/platform.ts";
import { type DesiredApp, toDesiredLrp } from "./desired_apps.ts";
import { type DiegoSession, waitForLrp } from "./diego_session.ts";
import { routes } from "./wire/routes.ts";

/** The way of a placement error to a word. */
const INSUFFICIENT = /insufficient resources/i;

/**
 * Pushes an application: its LRP is desired, which is the whole of the upload, and then its instances run, or have run
 * where they crash.
 */
export async function pushApp(
  session: DiegoSession,
  spec: AppSpec,
  { timeout, signal }: PushOptions,
): Promise<PushResult> {
  if (signal.aborted) {
    return { guid: "", push: notBegun, start: notBegun, stages: [] };
  }
  const { bbs, apps, guids, domain } = session;
  const guid = `${spec.name}-${crypto.randomUUID().slice(0, 8)}`;
  const app: DesiredApp = {
    ...{ guid, spec, instances: spec.instances, isKept: false },
  };
  // Known before it is desired, as events may be faster than the answer.
  apps.set(guid, app);
  guids.set(spec.name, guid);
  const startedAt = now();
  const desired = await bbs.call(routes.desire, {
    lrp: toDesiredLrp(app, domain),
  });
  const push = toResult(startedAt, desired);
  if (push.outcome !== "ok") {
    // Without an answer it may be desired: then nobody wants it, and the next comparison removes it.
    apps.delete(guid);
    guids.delete(spec.name);
    return { guid: "", push, start: notBegun, stages: [] };
  }
  app.isKept = true;
  const start = await waitForInstances(session, app, { timeout, signal });
  return { guid, push, start, stages: [] };
}

/** Sets the number of instances, and waits until they run, or are gone. */
export async function scaleApp(
  session: DiegoSession,
  name: string,
  instances: number,
  { timeout, signal }: PushOptions,
): Promise<PlatformResult> {
  const app = findApp(session, name);
  if (!app || signal.aborted) return notBegun;
  const startedAt = now();
  const { guid } = app;
  app.instances = instances;
  const updated = await session.bbs.call(routes.update, {
    ...{ guid, update: { instances } },
  });
  if (updated.outcome !== "ok") return toResult(startedAt, updated);
  const left = timeout - (now() - startedAt) / 1000;
  const waited = await waitForInstances(session, app, {
    ...{ timeout: left, signal },
  });
  session.states.forget(guid, instances);
  return { ...waited, startedAt, duration: (now() - startedAt) / 1000 };
}

/** Removes an application, and waits until the BBS has none of its instances. */
export async function removeApp(
  session: DiegoSession,
  name: string,
  { timeout, signal }: PushOptions,
): Promise<PlatformResult> {
  const app = findApp(session, name);
  if (!app || signal.aborted) return notBegun;
  const startedAt = now();
  const { guid } = app;
  app.isKept = false;
  const removed = await session.bbs.call(routes.removeDesired, { guid });
  if (removed.outcome !== "ok") return toResult(startedAt, removed);
  const outcome = await waitForLrp(session, guid, {
    isDone: () => session.states.countsOf(guid).recorded === 0,
    timeout: timeout - (now() - startedAt) / 1000,
    signal,
  });
  session.apps.delete(guid);
  session.guids.delete(name);
  session.states.forget(guid, 0);
  return {
    ...{ startedAt, duration: (now() - startedAt) / 1000, outcome },
    error: outcome === "timeout"
      ? `instances of ${name} were left after ${timeout} s`
      : "",
    code: outcome === "timeout" ? "remove-timeout" : "",
    attempts: 1,
  };
}

function findApp(
  { apps, guids }: DiegoSession,
  name: string,
): DesiredApp | undefined {
  return apps.get(guids.get(name) ?? "");
}

async function waitForInstances(
  session: DiegoSession,
  { guid, spec, instances }: DesiredApp,
  { timeout, signal }: PushOptions,
): Promise<PlatformResult> {
  const startedAt = now();
  const counts = () => session.states.countsOf(guid);
  const up = () => spec.crashAfter === null ? counts().running : counts().ran;
  const outcome = await waitForLrp(session, guid, {
    // After a scaling down there are more for a while.
    isDone: () => up() === instances && counts().recorded <= instances,
    timeout,
    signal,
  });
  const duration = (now() - startedAt) / 1000;
  const result = { startedAt, duration, outcome, attempts: 1 };
  if (outcome !== "timeout") return { ...result, error: "", code: "" };
  const placement = [...session.states.instancesOf(guid).values()].find((
    { placementError },
  ) => placementError !== "");
  return {
    ...result,
    error: placement
      ? `${up()} of ${instances} instances ran: ${placement.placementError}`
      : `${up()} of ${instances} instances of ${spec.name} ran after ${timeout} s`,
    code: placement && INSUFFICIENT.test(placement.placementError)
      ? "insufficient-resources"
      : "start-timeout",
  };
}

function toResult(
  startedAt: number,
  { outcome, error, code }: Attempt,
): PlatformResult {
  return {
    ...{ startedAt, duration: (now() - startedAt) / 1000 },
    ...{ outcome, error, code, attempts: 1 },
  };
}
