/** Pushes one application in two phases: its files and settings, then staging and start until all instances run. */
import { notBegun } from "../platform/not_begun.ts";
import { readPushStages } from "../platform/app_log.ts";
import type { PlatformResult, PushStage } from "../platform/platform.ts";
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { Stats, toGuid } from "./cf_answers.ts";
import type { CfClient, CfOptions, CfRun } from "./cf_client.ts";
import type { CfOutcome } from "./cf_failure.ts";

/** Seconds between two looks whether all instances run; cedar's pause between two requests. */
const LOOK_PERIOD_S = 2;

/** Seconds until the log of an application must have been read. */
const LOG_TIMEOUT_S = 20;

/** Limits of what is done to one application. */
export interface AppOptions extends CfOptions {
  /** Looks at an application that may fail, in one phase. */
  readonly maxFailedLooks: number;
}

/** First phase: creates the application, without a start, and reads its guid. */
export async function pushFiles(
  cf: CfClient,
  { name, manifest }: { readonly name: string; readonly manifest: string },
  options: AppOptions,
): Promise<{ readonly guid: string; readonly push: PlatformResult }> {
  if (options.signal.aborted) return { guid: "", push: notBegun };
  const startedAt = now();
  const pushed = await cf.run(
    ["push", name, "-f", manifest, "--no-start"],
    options,
  );
  if (pushed.outcome !== "ok") {
    return { guid: "", push: toResult(startedAt, pushed, 1) };
  }
  for (let attempts = 1;; attempts++) {
    const left = toTimeLeft(startedAt, options);
    const read = await cf.run(["app", name, "--guid"], left);
    const guid = readGuid(read);
    if (guid !== "") {
      return { guid, push: toResult(startedAt, read, attempts) };
    }
    if (attempts > options.maxFailedLooks || read.outcome === "cancelled") {
      const failure = read.outcome === "ok"
        ? toFailure("rubbish", `cf app ${name} --guid printed no guid`)
        : read;
      return { guid: "", push: toResult(startedAt, failure, attempts) };
    }
  }
}

function readGuid({ outcome, result }: CfRun): string {
  if (outcome !== "ok") return "";
  try {
    return toGuid(result.stdout);
  } catch {
    return "";
  }
}

/** Second phase: stages and starts the application, and waits until `instances` run, or have run where they crash. */
export async function startApp(
  cf: CfClient,
  app: {
    readonly name: string;
    readonly guid: string;
    readonly instances: number;
    readonly crashes: boolean;
  },
  options: AppOptions,
): Promise<PlatformResult> {
  if (options.signal.aborted) return notBegun;
  const startedAt = now();
  const started = await cf.run(["start", app.name], options);
  if (started.outcome !== "ok") return toResult(startedAt, started, 1);
  return await waitForInstances(cf, app, startedAt, options);
}

/** Looks at an application until all instances run. A look that fails counts as an attempt, up to the allowed number. */
export async function waitForInstances(
  cf: CfClient,
  { name, guid, instances, crashes }: {
    readonly name: string;
    readonly guid: string;
    readonly instances: number;
    readonly crashes: boolean;
  },
  startedAt: number,
  options: AppOptions,
): Promise<PlatformResult> {
  let attempts = 1;
  let up = 0;
  while (!options.signal.aborted) {
    const left = toTimeLeft(startedAt, options);
    if (left.timeout <= 0) break;
    try {
      const { resources } = await cf.get(toStatsPath(guid), Stats, left);
      up = resources.filter(({ state }) =>
        state === "RUNNING" || crashes && state === "CRASHED"
      ).length;
      // After a scaling down there may be more for a while.
      if (up === instances && resources.length === instances) {
        return toResult(
          startedAt,
          { outcome: "ok", error: "", code: "" },
          attempts,
        );
      }
    } catch (error) {
      if (++attempts > 1 + options.maxFailedLooks) {
        const { message } = error as Error;
        return toResult(startedAt, toFailure("rubbish", message), attempts);
      }
    }
    const pause = Math.min(
      LOOK_PERIOD_S,
      toTimeLeft(startedAt, options).timeout,
    );
    await delay(Math.max(0, pause), options.signal).catch(() => {
      // Aborted, as the loop sees.
    });
  }
  return toResult(
    startedAt,
    options.signal.aborted ? { outcome: "cancelled", error: "", code: "" } : {
      outcome: "timeout",
      error:
        `${up} of ${instances} instances of ${name} ran after ${options.timeout} s`,
      code: "start-timeout",
    },
    attempts,
  );
}

/**
 * Reads from the log of an application what its start went through; empty where it cannot be had. The log keeps the last
 * lines only, so that an application that writes many may have pushed them out.
 */
export async function readStages(
  cf: CfClient,
  name: string,
  { signal }: Pick<CfOptions, "signal">,
): Promise<PushStage[]> {
  const { outcome, result } = await cf.run(["logs", name, "--recent"], {
    ...{ timeout: LOG_TIMEOUT_S, signal },
  });
  return outcome === "ok" ? readPushStages(result.stdout) : [];
}

/** Path of the API that tells the states of an application's instances. */
export function toStatsPath(guid: string): string {
  return `/v3/apps/${guid}/processes/web/stats`;
}

function toFailure(code: string, error: string): CfOutcome {
  return { outcome: "failed", error, code };
}

function toTimeLeft(startedAt: number, options: AppOptions): AppOptions {
  const timeout = options.timeout - (now() - startedAt) / 1000;
  return { ...options, timeout };
}

/** Returns the result of an action that ended just now. */
export function toResult(
  startedAt: number,
  { outcome, error, code }: CfOutcome,
  attempts: number,
): PlatformResult {
  return {
    ...{ startedAt, duration: (now() - startedAt) / 1000 },
    ...{ outcome, error, code, attempts },
  };
}
