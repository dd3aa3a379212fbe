/** Writes pushes as cedar writes them: `output.json`, without those that never began. */
import type { PlatformResult, PushResult } from "../platform/platform.ts";

/** A push, with the name of its application. */
export interface NamedPush {
  readonly app: string;
  readonly result: PushResult;
}

/** Returns the text of cedar's `output.json`; `succeeded` of the whole says only that it was not cancelled. */
export function toCedarOutput(
  pushes: readonly NamedPush[],
  { domain, succeeded }: { domain: string; succeeded: boolean },
): string {
  return JSON.stringify({
    succeeded,
    apps: pushes.filter(({ result }) => result.push.startedAt !== null).map(
      ({ app, result }) => ({
        app_name: app,
        app_guid: result.guid,
        app_url: `http://${app}.${domain}`,
        push: toPhase(result.push),
        start: toPhase(result.start),
      }),
    ),
  });
}

function toPhase({ startedAt, duration, outcome }: PlatformResult) {
  const end = startedAt === null || duration === null
    ? null
    : startedAt + 1000 * duration;
  return {
    succeeded: outcome === "ok",
    start_time: startedAt === null ? null : toTime(startedAt),
    end_time: end === null ? null : toTime(end),
    duration_ns: Math.round((duration ?? 0) * 1e9),
  };
}

/** Milliseconds, and an offset without a colon. */
function toTime(ms: number): string {
  return new Date(ms).toISOString().replace("Z", "+0000");
}
