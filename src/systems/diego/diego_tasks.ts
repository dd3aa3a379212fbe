/** Tasks on a Diego, all at once: desired, followed by the events of the BBS, and resolved. */
import { now } from "../../lab/timing/wall_clock.ts";
import type { PushOptions, TaskResult } from "../platform/platform.ts";
import { followEvents } from "./clients/bbs_events.ts";
import { toTaskDefinition } from "./desired_apps.ts";
import type { DiegoSession } from "./diego_session.ts";
import { codec, toMilliseconds } from "./wire/codec.ts";
import { type Task, taskStates } from "./wire/messages.ts";
import { routes, TASK_EVENTS_PATH } from "./wire/routes.ts";

const changed = codec<{ readonly after: Task | null }>("TaskChangedEvent");

/** A task in the course of its life. */
interface Followed {
  readonly guid: string;
  readonly startedAt: number;
  created: number | null;
  completed: number | null;
  cell: string;
  failure: string;
  code: string;
}

/** Runs `n` tasks at once; resolves when all have ended, or at the limit. */
export async function runTasks(
  session: DiegoSession,
  n: number,
  { timeout, signal }: PushOptions,
): Promise<readonly TaskResult[]> {
  if (n === 0) return [];
  const { bbs, bulk, domain, address, identity } = session;
  const stop = new AbortController();
  const done = Promise.withResolvers<void>();
  const tasks = new Map<string, Followed>();
  let open = n;
  const end = (task: Followed, seconds: number) => {
    if (task.completed !== null) return;
    task.completed = seconds;
    if (--open === 0) done.resolve();
  };
  const take = (task: Task) => {
    const followed = tasks.get(task.guid);
    if (!followed) return;
    followed.cell = task.cell || followed.cell;
    if (task.state < taskStates.completed || followed.completed !== null) {
      return;
    }
    if (task.failed) {
      followed.failure = task.failureReason;
      followed.code = "task-failed";
    }
    const at = toMilliseconds(task.updatedAt);
    end(followed, Math.max(0, at - followed.startedAt) / 1000);
  };
  const listAll = async () => {
    const { value } = await bulk.call(routes.tasks, { domain, cell: "" });
    for (const task of value?.tasks ?? []) take(task);
  };
  const connected = Promise.withResolvers<void>();
  const following = followEvents(address, {
    ...{ identity, path: TASK_EVENTS_PATH },
    signal: AbortSignal.any([stop.signal, session.signal, signal]),
    onEvent({ name, data }) {
      if (name !== "task_changed") return;
      const { after } = changed.decode(data);
      if (after) take(after);
    },
    onConnected() {
      connected.resolve();
      void listAll();
    },
    onLost: () => {},
  });
  const limit = setTimeout(done.resolve, timeout * 1000);
  const cancel = () => done.resolve();
  signal.addEventListener("abort", cancel, { once: true });
  if (signal.aborted) cancel();
  await Promise.race([connected.promise, done.promise]);
  const prefix = crypto.randomUUID().slice(0, 8);
  const desiring = Array.from({ length: n }, async (_, i) => {
    const guid = `task-${prefix}-${i}`;
    const task: Followed = {
      ...{ guid, startedAt: now(), created: null, completed: null },
      ...{ cell: "", failure: "", code: "" },
    };
    tasks.set(guid, task);
    const { outcome, error, code } = await bbs.call(routes.desireTask, {
      ...{ guid, domain, definition: toTaskDefinition(guid) },
    });
    const seconds = (now() - task.startedAt) / 1000;
    if (outcome === "ok") task.created = seconds;
    else {
      task.failure = error;
      task.code = code || outcome;
      end(task, seconds);
    }
  });
  await Promise.race([
    done.promise,
    Promise.all(desiring).then(() => done.promise),
  ]);
  clearTimeout(limit);
  signal.removeEventListener("abort", cancel);
  stop.abort();
  await following;
  const results = [...tasks.values()].map((task) =>
    toTaskResult(task, { isCancelled: signal.aborted, timeout })
  );
  // A request never throws.
  void resolveTasks(session, results);
  return results;
}

/** Removes what has completed, as whoever desired a task does; what is left the BBS removes after a while. */
async function resolveTasks(
  { bulk }: DiegoSession,
  results: readonly TaskResult[],
): Promise<void> {
  await Promise.all(
    results.filter(({ created, completed }) =>
      created !== null && completed !== null
    ).map(async ({ task: guid }) => {
      const { outcome } = await bulk.call(routes.resolveTask, { guid });
      if (outcome === "ok") await bulk.call(routes.deleteTask, { guid });
    }),
  );
}

function toTaskResult(
  { guid, cell, startedAt, created, completed, failure, code }: Followed,
  { isCancelled, timeout }: {
    readonly isCancelled: boolean;
    readonly timeout: number;
  },
): TaskResult {
  const common = { task: guid, cell, startedAt, created, completed };
  if (completed === null) {
    return {
      ...common,
      outcome: isCancelled ? "cancelled" : "timeout",
      error: isCancelled ? "" : `the task had not ended after ${timeout} s`,
      code: isCancelled ? "" : "task-timeout",
    };
  }
  return {
    ...common,
    outcome: failure === "" && code === "" ? "ok" : "failed",
    error: failure,
    code,
  };
}
