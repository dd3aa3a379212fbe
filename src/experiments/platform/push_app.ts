/** One push of an application: made again where it failed, and recorded. */
import type {
  AppSpec,
  Platform,
  PlatformResult,
  PushOptions,
  PushResult,
} from "../../systems/platform/platform.ts";
import { toPushOperations, toPushStages } from "./operation_rows.ts";
import type { PlatformRun } from "./platform_run.ts";

/** Pushes an application; never throws for a failure of the platform. */
export type Push = (app: AppSpec, options: PushOptions) => Promise<PushResult>;

/** Returns the pushes of a run, which are made again as often as its settings say. */
export function toPush({ platform, context }: PlatformRun): Push {
  const { values: { retries }, recorder } = context;
  return (app, options) =>
    pushAgain(platform, app, {
      ...{ ...options, retries },
      onRetry: ({ outcome, code }) =>
        recorder.warn(
          "push-again",
          `a push that failed was made again: ${code || outcome}`,
        ),
    });
}

export interface PushAgainOptions extends PushOptions {
  /** Further pushes of an application whose push failed. */
  readonly retries: number;
  /** Called with the phase that failed, before the next push. */
  readonly onRetry: (failed: PlatformResult) => void;
}

/**
 * Pushes an application, and again where one of its phases failed. What half a push left on the platform is removed
 * before. Attempts of a phase add up, and the upload lasts from the first attempt on.
 */
export async function pushAgain(
  platform: Pick<Platform, "push" | "remove">,
  app: AppSpec,
  { retries, onRetry, ...options }: PushAgainOptions,
): Promise<PushResult> {
  let result = await platform.push(app, options);
  let isThere = result.guid !== "";
  for (let i = 0; i < retries && hasFailed(result); i++) {
    if (options.signal.aborted) break;
    onRetry(result.push.outcome === "ok" ? result.start : result.push);
    if (isThere) {
      const removed = await platform.remove?.(app.name, options);
      isThere = removed?.outcome !== "ok";
    }
    const next = await platform.push(app, options);
    isThere ||= next.guid !== "";
    result = {
      ...next,
      push: fromFirst(result.push, next.push),
      start: withAttempts(next.start, result.start),
    };
  }
  return result;
}

/** Whether a phase failed of itself. */
export function hasFailed(
  { push, start }: Pick<PushResult, "push" | "start">,
): boolean {
  return [push, start].some(({ outcome }) =>
    outcome !== "ok" && outcome !== "cancelled"
  );
}

function fromFirst(first: PlatformResult, last: PlatformResult) {
  const { startedAt } = first;
  const duration = last.startedAt === null || last.duration === null ||
      startedAt === null
    ? null
    : (last.startedAt - startedAt) / 1000 + last.duration;
  return { ...withAttempts(last, first), startedAt, duration };
}

function withAttempts(
  last: PlatformResult,
  { attempts }: Pick<PlatformResult, "attempts">,
): PlatformResult {
  return { ...last, attempts: last.attempts + attempts };
}

/** Records both phases of a push, and with `traced` what its start went through. */
export function recordPush(
  { names, context: { recorder, receivers } }: PlatformRun,
  { app, result, worker, traced }: {
    readonly app: AppSpec;
    readonly result: PushResult;
    /** Pusher; empty for none. */
    readonly worker: string;
    readonly traced: boolean;
  },
): void {
  const { run_id } = recorder;
  if (result.guid !== "") names.apps.set(result.guid, app.name);
  receivers.onOperations(toPushOperations({ run_id, worker }, app, result));
  if (traced) recorder.append("stages", toPushStages(run_id, app, result));
}
