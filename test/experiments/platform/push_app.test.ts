import { expect, test } from "vitest";
import { pushAgain } from "../../../src/experiments/platform/push_app.ts";
import { toApps } from "../../../src/experiments/platform/push_mix.ts";
import type { Outcome } from "../../../src/record/mod.ts";
import type {
  PlatformResult,
  PushResult,
} from "../../../src/systems/platform/platform.ts";
import { limits, start } from "../../systems/simulator/_platform.ts";

const [app] = toApps({ cells: 1, fill: 0, chatty: false });

function toResult(startedAt: number, outcome: Outcome): PlatformResult {
  return { startedAt, duration: 2, outcome, error: "", code: "", attempts: 1 };
}

const never: PlatformResult = {
  ...{ startedAt: null, duration: null, error: "", code: "", attempts: 0 },
  outcome: "cancelled",
};

/** The nth push begins at n times 10 s; its phases end as told. */
async function push(
  outcomes: readonly (readonly [Outcome, Outcome])[],
  { retries, signal = new AbortController().signal }: {
    readonly retries: number;
    readonly signal?: AbortSignal;
  },
) {
  const calls: string[] = [];
  let n = 0;
  const platform = {
    push(): Promise<PushResult> {
      const [upload, start] = outcomes[n++] ?? ["ok", "ok"];
      calls.push("push");
      return Promise.resolve({
        guid: upload === "ok" ? `guid ${n}` : "",
        push: toResult(n * 10_000, upload),
        start: upload === "ok" ? toResult(n * 10_000 + 2000, start) : never,
        stages: [],
      });
    },
    remove: () => {
      calls.push("remove");
      return Promise.resolve(toResult(0, "ok"));
    },
  };
  const result = await pushAgain(platform, app!, {
    ...{ timeout: 1, signal, retries },
    onRetry: ({ outcome }) => void calls.push(`again after ${outcome}`),
  });
  return { result, calls };
}

test("pushAgain() pushes once what succeeds, and what fails without retries", async () => {
  expect((await push([], { retries: 3 })).calls).toEqual(["push"]);
  const { result, calls } = await push([["failed", "ok"]], { retries: 0 });
  expect(calls).toEqual(["push"]);
  expect(result.push.outcome).toBe("failed");
});

test("pushAgain() pushes again what failed; half a push is removed before, attempts add up, and time counts from the first", async () => {
  const { result, calls } = await push([["failed", "ok"], ["ok", "timeout"]], {
    retries: 5,
  });
  expect(calls).toEqual([
    ...["push", "again after failed"],
    ...["push", "again after timeout", "remove", "push"],
  ]);
  expect(result).toMatchObject({
    guid: "guid 3",
    push: { outcome: "ok", startedAt: 10_000, duration: 22, attempts: 3 },
    start: { outcome: "ok", startedAt: 32_000, duration: 2, attempts: 2 },
  });
});

test("pushAgain() on a simulated platform gets through when its store is reached again", async () => {
  await using platform = start(2);
  await platform.cutStore!("total", 30);
  const codes: string[] = [];
  const { push, start: result } = await pushAgain(platform, app!, {
    ...{ ...limits, retries: 9 },
    onRetry: ({ code }) => void codes.push(code),
  });
  expect([push.outcome, result.outcome]).toEqual(["ok", "ok"]);
  // It could not be removed while the store was away.
  expect(new Set(codes)).toEqual(new Set(["store-unavailable", "name-taken"]));
  expect(push.attempts).toBe(codes.length + 1);
  expect((await platform.instances()).length).toBe(app!.instances);
});

test("pushAgain() gives up after its retries, and at once when it is cancelled", async () => {
  const failing = Array.from({ length: 9 }, () => ["failed", "ok"] as const);
  const { result, calls } = await push(failing, { retries: 2 });
  expect(calls.filter((call) => call === "push")).toHaveLength(3);
  expect(result.push).toMatchObject({ outcome: "failed", attempts: 3 });
  const cancelled = await push(failing, {
    ...{ retries: 2, signal: AbortSignal.abort() },
  });
  expect(cancelled.calls).toEqual(["push"]);
});
