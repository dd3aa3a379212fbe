/** Runs tasks as Jobs, and waits until the watch tells that each has ended. */
import type { PushOptions, TaskResult } from "../platform/platform.ts";
import { inParallel } from "../support/in_parallel.ts";
import type { ApiAnswer, ApiClient } from "./api/api_client.ts";
import { type Job, statusOf } from "./api/objects.ts";
import { type PodOptions, toJob } from "./app_objects.ts";

/** Requests in flight while Jobs are created, and while they are removed. */
const MAX_REQUESTS = 64;

/** Seconds that the removal of a Job may take. */
const REMOVE_TIMEOUT_S = 10;

/** How a Job ended; `at` in milliseconds since 1970, when it was told. */
interface JobEnd {
  readonly at: number;
  readonly ok: boolean;
  readonly error: string;
}

/** What is known of Jobs. */
export interface JobBook {
  onJob(job: Job, at: number): void;
  /** Node of the pod of a Job. */
  onPod(job: string, node: string): void;
  end(name: string): JobEnd | undefined;
  node(name: string): string;
  forget(name: string): void;
}

export function toJobBook(): JobBook {
  const ends = new Map<string, JobEnd>();
  const nodes = new Map<string, string>();
  return {
    onJob(job, at) {
      const { metadata: { name }, status } = job;
      if (ends.has(name)) return;
      const isComplete = statusOf(job, "Complete") === "True";
      if (!isComplete && statusOf(job, "Failed") !== "True") return;
      const failed = status.conditions.find(({ type }) => type === "Failed");
      ends.set(name, {
        ...{ at, ok: isComplete },
        error: isComplete ? "" : failed?.message || failed?.reason || "failed",
      });
    },
    onPod: (job, node) => void nodes.set(job, node),
    end: (name) => ends.get(name),
    node: (name) => nodes.get(name) ?? "",
    forget(name) {
      ends.delete(name);
      nodes.delete(name);
    },
  };
}

export interface RunJobsOptions {
  readonly client: Pick<ApiClient, "call">;
  readonly namespace: string;
  readonly pods: PodOptions;
  readonly book: JobBook;
  /** Resolves when the watch has told of a Job again, or the signal aborts. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
  /** Of the names of the Jobs; unique in the run. */
  readonly prefix: string;
}

/** Runs `n` Jobs at once; resolves when all have ended, or at the limit. They are removed without a wait. */
export async function runJobs(
  options: RunJobsOptions,
  n: number,
  { timeout, signal }: PushOptions,
): Promise<readonly TaskResult[]> {
  const { client, namespace, book, changed, prefix, pods } = options;
  const timer = AbortSignal.timeout(timeout * 1000);
  const stop = AbortSignal.any([signal, timer]);
  const path = `/apis/batch/v1/namespaces/${namespace}/jobs`;
  const asked: (readonly [name: string, answer: ApiAnswer])[] = [];
  const names = Array.from({ length: n }, (_, i) => `${prefix}${i}`);
  await inParallel(names, MAX_REQUESTS, async (name) => {
    const answer = await client.call({
      verb: "create",
      ...{ resource: "jobs", path },
      body: toJob(name, pods),
    }, { timeout, signal });
    asked.push([name, answer]);
  });
  const accepted = asked.filter(([, { outcome }]) => outcome === "ok");
  const isOpen = () => accepted.some(([name]) => !book.end(name));
  while (isOpen() && !stop.aborted) await changed(stop);
  const results = asked.map(([name, answer]) =>
    toTask(name, answer, {
      ...{ end: book.end(name), cell: book.node(name), timeout },
      isCancelled: signal.aborted,
    })
  );
  for (const [name] of accepted) book.forget(name);
  // A request never throws.
  void inParallel(accepted, MAX_REQUESTS, async ([name]) => {
    await client.call({
      verb: "delete",
      ...{ resource: "jobs", path: `${path}/${name}` },
      body: { propagationPolicy: "Background" },
    }, { timeout: REMOVE_TIMEOUT_S, signal });
  });
  return results;
}

function toTask(
  task: string,
  { startedAt, seconds, outcome, error, code }: ApiAnswer,
  { end, cell, timeout, isCancelled }: {
    readonly end: JobEnd | undefined;
    readonly cell: string;
    readonly timeout: number;
    readonly isCancelled: boolean;
  },
): TaskResult {
  const common = { task, cell, startedAt };
  if (outcome !== "ok") {
    const result = { outcome, error, code };
    return { ...common, created: null, completed: null, ...result };
  }
  const created = seconds;
  if (!end) {
    return {
      ...{ ...common, created, completed: null },
      outcome: isCancelled ? "cancelled" : "timeout",
      error: isCancelled ? "" : `not ended after ${timeout} s`,
      code: isCancelled ? "" : "timeout",
    };
  }
  const { at, ok } = end;
  return {
    ...{ ...common, created },
    completed: Math.max(0, at - startedAt) / 1000,
    outcome: ok ? "ok" : "failed",
    error: end.error,
    code: ok ? "" : "task-failed",
  };
}
