/** A run on a container platform: what all experiments on one have in common. */
import type { SetUpContext } from "../../lab/run/define_procedure.ts";
import { formatDuration, type Phase, toEvent } from "../../record/mod.ts";
import { toTime } from "../../lab/timing/wall_clock.ts";
import type { Platform } from "../../systems/platform/platform.ts";
import type { InstanceSampler } from "./instances/instance_sampler.ts";
import type { InstanceTracker } from "./instances/instance_tracker.ts";
import { toSamples } from "./operation_rows.ts";
import type { PlatformValues } from "./platform_settings.ts";

export type PlatformContext = SetUpContext<PlatformValues>;

/** What the phases of a run act on. */
export interface PlatformRun {
  readonly context: PlatformContext;
  readonly platform: Platform;
  readonly tracker: InstanceTracker;
  readonly sampler: InstanceSampler;
  /** Whether stages of instances and tasks are read from the platform's log, at the end. */
  readonly readsLog: boolean;
  /** Grows with what is asked for. */
  readonly names: KnownNames;
}

/** What the platform's own names stand for. */
export interface KnownNames {
  /** Names of applications by their guids. */
  readonly apps: Map<string, string>;
  /** Ids of the operations of tasks by their guids. */
  readonly tasks: Map<string, string>;
}

/** Time between two readings of a platform's samples, in seconds: each holds the samples of many of its loops. */
const READ_PERIOD_S = 600;

/** Time between two looks whether a wait may end, in seconds: what happens in it has times of its own. */
const LOOK_PERIOD_S = 2;

/** Begins a phase, now or at another time of the platform, in milliseconds since 1970. */
export function beginPhase(
  { platform, context }: PlatformRun,
  phase: Phase,
  at = platform.clock.now(),
): void {
  context.recorder.event("phase", phase, "", new Date(at));
  context.onProgress(phase.replace("_", " "), "");
}

/** Records the platform's samples since the last call, and how many instances run. */
export function readSamples(
  { platform, context, sampler }: PlatformRun,
): void {
  const { recorder, receivers } = context;
  sampler.sample();
  const samples = platform.samples();
  if (samples.length > 0) {
    receivers.onSamples(toSamples(recorder.run_id, samples));
  }
}

/** Lets seconds pass on the platform, and records its samples. */
export async function watchFor(
  run: PlatformRun,
  { phase, seconds }: { readonly phase: Phase; readonly seconds: number },
): Promise<void> {
  const { platform: { clock }, context: { signal, onProgress } } = run;
  for (let left = seconds; left > 0; left -= READ_PERIOD_S) {
    onProgress(phase.replace("_", " "), `${formatDuration(left)} left`);
    await clock.wait(Math.min(left, READ_PERIOD_S), signal);
    readSamples(run);
  }
}

/**
 * Lets time pass until `isDone`, at most `limit` seconds. Returns false at the limit. `detail` is shown meanwhile.
 */
export async function waitUntilDone(
  run: PlatformRun,
  { limit, isDone, detail }: {
    readonly limit: number;
    readonly isDone: () => boolean;
    readonly detail: () => string;
  },
): Promise<boolean> {
  const { platform: { clock }, context: { signal, onProgress } } = run;
  const end = clock.now() + limit * 1000;
  while (!isDone()) {
    const left = (end - clock.now()) / 1000;
    if (left <= 0) {
      readSamples(run);
      return false;
    }
    onProgress("waiting", detail());
    run.sampler.sampleIfDue();
    await clock.wait(Math.min(left, LOOK_PERIOD_S), signal);
  }
  readSamples(run);
  return true;
}

/** Records a fault or its healing, at a time of the platform. */
export function recordFault(
  { context: { recorder } }: PlatformRun,
  { kind, at, subject, fault, title }: {
    readonly kind: "fault" | "heal";
    /** Milliseconds since 1970. */
    readonly at: number;
    readonly subject: string;
    readonly fault: string;
    readonly title: string;
  },
): void {
  recorder.append("events", [toEvent({
    ...{ run_id: recorder.run_id, at: toTime(at), kind, subject },
    detail: fault,
    data: kind === "fault" ? { title } : {},
  })]);
}
