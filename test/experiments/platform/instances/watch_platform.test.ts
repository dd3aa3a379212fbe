import { expect, test } from "vitest";
import {
  toChanges,
  watchPlatform,
} from "../../../../src/experiments/platform/instances/watch_platform.ts";
import type {
  InstanceState,
  Platform,
  PlatformEvent,
} from "../../../../src/systems/platform/platform.ts";
import { delay } from "../../../../src/lab/timing/delay.ts";
import type { Operation } from "../../../../src/record/mod.ts";

const running: InstanceState = {
  state: "running",
  ...{ app: "a", index: 0, cell: "c", since: 1000 },
};

test("toChanges() tells what is new or differs, at its own time or that of the look", () => {
  const first = toChanges(new Map(), [running], 5000);
  expect(first.events).toEqual([
    { ...running, at: 1000, reason: "", number: null },
  ]);
  expect(toChanges(first.next, [running], 6000).events).toEqual([]);
  const crashed = { ...running, state: "crashed" as const, since: null };
  const second = toChanges(first.next, [crashed], 7000);
  expect(second.events).toEqual([
    { ...crashed, at: 7000, reason: "", number: null },
  ]);
});

test("toChanges() takes a start that is some rounding later for the same, and one much later for another", () => {
  const { next } = toChanges(new Map(), [running], 5000);
  const since = (at: number) => toChanges(next, [{ ...running, since: at }], 9);
  expect(since(2900).events).toEqual([]);
  expect(since(8000).events).toHaveLength(1);
});

function toOptions(platform: Partial<Platform>) {
  const seen: string[] = [];
  const events: string[] = [];
  const warnings: string[] = [];
  const operations: Operation[] = [];
  return {
    ...{ seen, events, warnings, operations },
    options: {
      ...{ run_id: "r", poll: 0.02 },
      platform: {
        clock: { isVirtual: false, now: () => Date.now(), wait: delay },
        watch: null,
        instances: () => Promise.resolve([]),
        ...platform,
      },
      tracker: {
        onEvent: ({ app, state }: InstanceState) =>
          void seen.push(`${app} ${state}`),
        onRoute: ({ app }: { readonly app: string }) =>
          void seen.push(`${app} routable`),
      },
      onEvents: (
        rows: readonly {
          kind: string;
          subject: string;
          detail: string;
          data: string;
        }[],
      ) =>
        void events.push(
          ...rows.map(({ kind, subject, detail, data }) =>
            `${kind} ${subject} ${detail} ${data}`
          ),
        ),
      onSamples: () => {},
      onOperations: (rows: readonly Operation[]) =>
        void operations.push(...rows),
      onWarning: (code: string, message: string) =>
        void warnings.push(`${code}: ${message}`),
    },
  };
}

test("watchPlatform() passes on what happens to instances, and records what happens to cells and the store", async () => {
  let send: (event: PlatformEvent) => void = () => {};
  let isWatched = true;
  const { seen, events, options } = toOptions({
    watch(onEvent) {
      send = onEvent;
      return { [Symbol.dispose]: () => void (isWatched = false) };
    },
  });
  {
    await using _ = watchPlatform(options);
    const instance = { app: "a", index: 0, at: 1000 };
    send({ ...running, kind: "instance", at: 1, reason: "", number: 0 });
    send({ ...instance, kind: "route", state: "registered" });
    send({ ...instance, kind: "route", state: "pruned" });
    send({ kind: "cell", at: 1000, cell: "cell-7", state: "missing" });
    send({ kind: "store", at: 2000, state: "wiped", share: "total" });
  }
  expect(isWatched).toBe(false);
  expect(seen).toEqual(["a running", "a routable"]);
  expect(events).toEqual([
    "note cell-7 missing {}",
    'note store wiped {"share":"total"}',
  ]);
});

test("watchPlatform() records what a platform's own objectives are about, also what did not end", async () => {
  let send: (event: PlatformEvent) => void = () => {};
  const { operations, options } = toOptions({
    watch(onEvent) {
      send = onEvent;
      return { [Symbol.dispose]: () => {} };
    },
  });
  {
    await using _ = watchPlatform(options);
    const measured = { kind: "measured", at: 1000 } as const;
    send({
      ...{ ...measured, operation: "api_call", id: "1", seconds: 0.5 },
      ...{ subject: "create pods", outcome: "failed", error: "500 x" },
      code: "http-500",
    });
    send({
      ...{ ...measured, operation: "pod_start", id: "p", seconds: null },
      ...{ subject: "pod", outcome: "unfinished", error: "", code: "" },
    });
  }
  const common = {
    ...{ run_id: "r", bytes: null, worker: "" },
    started_at: "1970-01-01T00:00:01.000000Z",
  };
  expect(operations).toEqual([
    {
      ...{ ...common, operation_id: "api_call:1", kind: "api_call" },
      ...{ subject: "create pods", duration_s: 0.5, outcome: "failed" },
      ...{ error: "500 x", code: "http-500" },
    },
    {
      ...{ ...common, operation_id: "pod_start:p", kind: "pod_start" },
      ...{ subject: "pod", duration_s: null, outcome: "unfinished" },
      ...{ error: "", code: "" },
    },
  ]);
});

test("watchPlatform() looks again and again at a platform without events, also after it could not tell", async () => {
  let looks = 0;
  const { seen, warnings, options } = toOptions({
    instances() {
      looks++;
      if (looks === 1) return Promise.reject(new Error("502"));
      return Promise.resolve([
        looks < 4 ? { ...running, state: "claimed" as const } : running,
      ]);
    },
  });
  {
    await using _ = watchPlatform(options);
    while (looks < 6) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const after = looks;
  expect(seen).toEqual(["a claimed", "a running"]);
  expect(warnings).toEqual(["instances-unknown: 502"]);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(looks).toBe(after);
});
