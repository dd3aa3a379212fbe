/** Runs tasks of one application, many at once, and looks at them until all have ended. */
import type { TaskResult } from "../platform/platform.ts";
import { delay } from "../../lab/timing/delay.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import { Tasks } from "./cf_answers.ts";
import type { CfClient } from "./cf_client.ts";
import type { AppOptions } from "./cf_push.ts";

/** Seconds between two looks at all tasks. */
const LOOK_PERIOD_S = 2;

/** Largest page of the API. */
const PAGE = 5000;

/** Commands in flight: each takes some tens of MiB here. */
const MAX_COMMANDS = 40;

/** A task that was asked for. */
type Asked = Omit<TaskResult, "completed">;

type TaskState = Tasks["resources"][number];

const hasEnded = ({ state }: TaskState) =>
  state === "SUCCEEDED" || state === "FAILED";

/**
 * Runs `n` tasks with names that begin with `prefix`; resolves when all have ended, or at the limit. When a task ended is
 * known to the period of looking.
 */
export async function runCfTasks(
  cf: CfClient,
  { app, guid, n, prefix }: {
    readonly app: string;
    readonly guid: string;
    readonly n: number;
    readonly prefix: string;
  },
  options: AppOptions,
): Promise<TaskResult[]> {
  const begun = now();
  const asked = await askForTasks(cf, { app, n, prefix }, options);
  const accepted = asked.filter(({ outcome }) => outcome === "ok");
  const ends = await watchTasks(cf, { guid, begun, tasks: accepted }, options);
  return asked.map((task) => {
    if (task.outcome !== "ok") return { ...task, completed: null };
    const end = ends.get(task.task);
    if (!end) {
      const cancelled = options.signal.aborted;
      return {
        ...task,
        completed: null,
        outcome: cancelled ? "cancelled" : "timeout",
        error: cancelled ? "" : `not ended after ${options.timeout} s`,
        code: cancelled ? "" : "timeout",
      };
    }
    const { at, state } = end;
    const completed = Math.max(0, at - task.startedAt) / 1000;
    if (state.state === "SUCCEEDED") return { ...task, completed };
    return {
      ...task,
      completed,
      outcome: "failed",
      error: state.result?.failure_reason ?? "",
      code: "task-failed",
    };
  });
}

async function askForTasks(
  cf: CfClient,
  { app, n, prefix }: {
    readonly app: string;
    readonly n: number;
    readonly prefix: string;
  },
  options: AppOptions,
): Promise<Asked[]> {
  const asked: Asked[] = [];
  let next = 0;
  const work = async () => {
    while (next < n) {
      const task = `${prefix}${next++}`;
      const { outcome, error, code, result } = await cf.run([
        ...["run-task", app, "--command", "echo done", "--name", task],
        ...["-m", "64M", "-k", "256M"],
      ], options);
      asked.push({
        ...{ task, cell: "", startedAt: result.startedAt },
        created: outcome === "ok" ? result.seconds : null,
        ...{ outcome, error, code },
      });
    }
  };
  const workers = Math.min(n, MAX_COMMANDS);
  await Promise.all(Array.from({ length: workers }, work));
  return asked;
}

/** Returns when each task was first seen ended. A look that fails is made again: the limit is one of time. */
async function watchTasks(
  cf: CfClient,
  { guid, begun, tasks }: {
    readonly guid: string;
    readonly begun: number;
    readonly tasks: readonly Asked[];
  },
  options: AppOptions,
): Promise<Map<string, { readonly at: number; readonly state: TaskState }>> {
  const names = new Set(tasks.map(({ task }) => task));
  const ends = new Map<string, { at: number; state: TaskState }>();
  while (ends.size < names.size && !options.signal.aborted) {
    const timeout = options.timeout - (now() - begun) / 1000;
    if (timeout <= 0) break;
    const states = await listTasks(cf, guid, { ...options, timeout })
      .catch(() => []);
    const at = now();
    for (const state of states) {
      const isNew = names.has(state.name) && !ends.has(state.name);
      if (isNew && hasEnded(state)) ends.set(state.name, { at, state });
    }
    if (ends.size === names.size) break;
    await delay(LOOK_PERIOD_S, options.signal).catch(() => {
      // Aborted, as the loop sees.
    });
  }
  return ends;
}

async function listTasks(
  cf: CfClient,
  guid: string,
  options: AppOptions,
): Promise<TaskState[]> {
  const all: TaskState[] = [];
  for (let page = 1;; page++) {
    const { pagination, resources } = await cf.get(
      `/v3/apps/${guid}/tasks?per_page=${PAGE}&page=${page}&order_by=-created_at`,
      Tasks,
      options,
    );
    all.push(...resources);
    if (page >= pagination.total_pages) return all;
  }
}
