/** What a platform did, as rows of the record. */
import type { Operation, Sample, Stage } from "../../record/mod.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type {
  AppSpec,
  PlatformResult,
  PlatformSample,
  PushResult,
  TaskResult,
} from "../../systems/platform/platform.ts";

/** What the rows of a run have in common. */
export interface OperationKey {
  readonly run_id: string;
  readonly kind: "push" | "start" | "scale" | "remove";
  /** Pusher; empty for none. */
  readonly worker: string;
}

/** Converts one action on an application. */
export function toOperation(
  { run_id, kind, worker }: OperationKey,
  app: Pick<AppSpec, "name" | "kind">,
  { startedAt, duration, outcome, error, code }: PlatformResult,
): Operation {
  return {
    ...{ run_id, operation_id: `${kind}:${app.name}`, kind, subject: app.kind },
    started_at: startedAt === null ? null : toTime(startedAt),
    duration_s: duration,
    ...{ outcome, error, code, bytes: null, worker },
  };
}

/** Converts both phases of a push. */
export function toPushOperations(
  key: Omit<OperationKey, "kind">,
  app: AppSpec,
  { push, start }: Pick<PushResult, "push" | "start">,
): Operation[] {
  return [
    toOperation({ ...key, kind: "push" }, app, push),
    toOperation({ ...key, kind: "start" }, app, start),
  ];
}

/** Converts what a start went through; the stages belong to its operation. */
export function toPushStages(
  run_id: string,
  { name }: Pick<AppSpec, "name">,
  { stages }: Pick<PushResult, "stages">,
): Stage[] {
  const operation_id = `start:${name}`;
  return stages.map(({ stage, at }) => ({
    ...{ run_id, operation_id, stage },
    at: toTime(at),
  }));
}

/** Converts a task, with its stages by the names of Diego's own analysis. */
export function toTaskRows(
  { run_id, prefix }: { readonly run_id: string; readonly prefix: string },
  { task, cell, startedAt, created, completed, outcome, error, code }:
    TaskResult,
): { readonly operation: Operation; readonly stages: Stage[] } {
  const operation_id = `task:${prefix}${task}`;
  const stage = (name: string, seconds: number | null): Stage[] =>
    seconds === null ? [] : [{
      ...{ run_id, operation_id, stage: name },
      at: toTime(startedAt + seconds * 1000),
    }];
  return {
    operation: {
      ...{ run_id, operation_id, kind: "task", subject: "task" },
      started_at: toTime(startedAt),
      duration_s: completed,
      ...{ outcome, error, code, bytes: null, worker: cell },
    },
    stages: [
      ...stage("Desiring-Task", 0),
      ...stage("Persisted-Task", created),
      ...stage("Persisted-Completed", outcome === "ok" ? completed : null),
    ],
  };
}

/** Converts samples of the platform's own metrics. */
export function toSamples(
  run_id: string,
  samples: readonly PlatformSample[],
): Sample[] {
  return samples.map(({ at, ...sample }) => ({
    run_id,
    ...sample,
    at: toTime(at),
  }));
}
