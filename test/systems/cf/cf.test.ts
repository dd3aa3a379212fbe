import { expect, test } from "vitest";
import { UnavailableError } from "../../../src/lab/processes/unavailable.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import { cf } from "../../../src/systems/cf/cf.ts";
import { withEnoughTime } from "../../testing/enough_time.ts";
import { until } from "../../testing/processes.ts";
import {
  hello,
  type StandIn,
  standIn,
  testStandIn,
  toStandIn,
  withCf,
  within,
} from "./_stand_in.ts";

/** A killed process takes a moment to end on a busy machine. */
function noneLeft(state: StandIn): Promise<void> {
  return until(
    "every process that the stand-in left behind has ended",
    async () => (await state.children()).length === 0,
  );
}

testStandIn(
  "cf (stand-in): pushes, lists, scales and removes an application, and leaves nothing there",
  async () => {
    await using state = await toStandIn();
    {
      await using processes = await ProcessGroup.create();
      await using platform = await cf.start({
        ...{ cells: 1, cellMemory: 1, cellDisk: 1, seed: 1, startedAt: 0 },
        logs: false,
        settings: { cf: standIn, home: state.home },
        ...{ processes, signal: new AbortController().signal },
      });
      expect(platform.version).toBe("8.7.1+9c81242.2023-06-15, API 3.150.0");
      const { guid, push, start } = await platform.push(hello, within(20));
      expect(guid).toMatch(/^[0-9a-f-]{36}$/);
      for (const phase of [push, start]) {
        expect(phase).toMatchObject({ outcome: "ok", error: "", code: "" });
        expect(phase.attempts).toBe(1);
      }
      expect(start.startedAt).toBeGreaterThanOrEqual(
        (push.startedAt ?? 0) + (push.duration ?? 0) * 1000 - 1,
      );
      expect(await platform.instances()).toMatchObject([
        { app: "hello-0", index: 0, cell: "10.0.1.0", state: "running" },
        { app: "hello-0", index: 1, cell: "10.0.1.1", state: "running" },
      ]);
      const scaled = await platform.scale?.("hello-0", 3, within(20));
      expect(scaled?.outcome).toBe("ok");
      expect(await platform.instances()).toHaveLength(3);
      expect(await state.apps()).toHaveLength(1);
      const [, , pushed = ""] = await state.calls();
      expect(pushed).toMatch(
        /^push loadline-\S+-hello-0 -f \S+\.yml --no-start$/,
      );
      const removed = await platform.remove?.("hello-0", within(20));
      expect(removed?.outcome).toBe("ok");
      expect(await state.apps()).toEqual([]);
      await platform.push({ ...hello, name: "left" }, within(20));
      expect(await state.apps()).toHaveLength(1);
    }
    expect(await state.apps()).toEqual([]);
  },
);

testStandIn("cf (stand-in): keep=yes leaves applications there", async () => {
  await using state = await toStandIn();
  await using processes = await ProcessGroup.create();
  const platform = await cf.start({
    ...{ cells: 1, cellMemory: 1, cellDisk: 1, seed: 1, startedAt: 0 },
    logs: false,
    settings: { cf: standIn, home: state.home, keep: "yes", prefix: "mine" },
    ...{ processes, signal: new AbortController().signal },
  });
  await platform.push(hello, within(20));
  await platform[Symbol.asyncDispose]();
  expect(await state.apps()).toEqual([
    expect.stringMatching(/^mine-.*hello-0$/),
  ]);
});

testStandIn.each(
  [
    ["push * no-room", "push", "failed", "insufficient-resources"],
    ["push * limited", "push", "rejected", "rate-limit"],
    ["push * refused", "push", "refused", "no-connection"],
    ["push * panic", "push", "failed", "exit-2"],
    ["push * unavailable", "push", "failed", "unavailable"],
    ["push * logged-out", "push", "failed", "not-logged-in"],
    ["app * html", "push", "failed", "rubbish"],
    ["app * empty", "push", "failed", "rubbish"],
    ["start * staging", "start", "failed", "staging"],
    ["start * crashed", "start", "failed", "crashed"],
    ["start * no-room", "start", "failed", "insufficient-resources"],
    ["curl * html", "start", "failed", "rubbish"],
    ["curl * torn", "start", "failed", "rubbish"],
    ["curl * not-found", "start", "failed", "rubbish"],
  ] as const,
)(
  "cf (stand-in): '%s' is a %s that ends as %s, %s",
  (behaviour, phase, outcome, code) =>
    withCf({}, async (platform, state) => {
      await state.behave(behaviour);
      const result = await platform.push(hello, within(20));
      expect(result[phase]).toMatchObject({ outcome, code });
      expect(result[phase].error).not.toBe("");
      if (phase === "push") {
        expect(result.start).toMatchObject({
          ...{ startedAt: null, duration: null, outcome: "cancelled" },
        });
      }
    }),
);

testStandIn(
  "cf (stand-in): a push that fails half-way leaves its application, which the next push goes on with, and the end removes",
  async () => {
    await using state = await toStandIn();
    {
      await using processes = await ProcessGroup.create();
      await using platform = await cf.start({
        ...{ cells: 1, cellMemory: 1, cellDisk: 1, seed: 1, startedAt: 0 },
        logs: false,
        settings: { cf: standIn, home: state.home },
        ...{ processes, signal: new AbortController().signal },
      });
      await state.behave("push * half");
      const failed = await platform.push(hello, within(20));
      expect(failed).toMatchObject({
        ...{ guid: "", stages: [] },
        push: { outcome: "failed", code: "exit-1", error: "Upload failed" },
        start: { outcome: "cancelled", startedAt: null },
      });
      expect(await state.apps()).toHaveLength(1);
      await state.behave("");
      const again = await platform.push(hello, within(20));
      expect([again.push.outcome, again.start.outcome]).toEqual(["ok", "ok"]);
      expect(await state.apps()).toHaveLength(1);
      await state.behave("push * half");
      await platform.push({ ...hello, name: "half" }, within(20));
      expect(await state.apps()).toHaveLength(2);
    }
    expect(await state.apps()).toEqual([]);
  },
);

testStandIn(
  "cf (stand-in): a start of which one instance of two runs ends at the time-out, and says so",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("curl * first-only");
      const { seconds, push, start } = await withEnoughTime(
        2,
        async (seconds) => ({
          ...{ seconds, ...await platform.push(hello, within(seconds)) },
        }),
        // It was looked at, at least once.
        ({ start }) => start.error.startsWith("1 of 2"),
      );
      expect(push.outcome).toBe("ok");
      expect(start).toMatchObject({
        // A look that the time-out cuts off is an attempt more.
        ...{ outcome: "timeout", code: "start-timeout" },
        error: expect.stringMatching(
          RegExp(`^1 of 2 instances of \\S+hello-0 ran after ${seconds} s$`),
        ),
      });
    }),
);

testStandIn(
  "cf (stand-in): an answer that is rubbish once is an attempt more, and no failure",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("app 1 html", "curl 1 torn");
      const { push, start } = await platform.push(hello, within(20));
      expect([push.outcome, push.attempts]).toEqual(["ok", 2]);
      expect([start.outcome, start.attempts]).toEqual(["ok", 2]);
    }),
);

testStandIn(
  "cf (stand-in): a push that hangs is ended at the time-out, deaf as it is, with its children",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("push * hang");
      const { push, start } = await withEnoughTime(
        0.5,
        (seconds) => platform.push(hello, within(seconds)),
        // Until then it is not deaf, and has no children.
        state.hasChildren,
      );
      expect([push.outcome, push.code]).toEqual(["timeout", "timeout"]);
      expect(push.error).toMatch(/^cf push was ended after [\d.]+ s$/);
      // The grace period of 2 s, and what a busy machine adds.
      expect(push.duration).toBeLessThan(20);
      expect(start.outcome).toBe("cancelled");
      expect((await state.calls()).some((call) => call.startsWith("push")))
        .toBe(true);
      await noneLeft(state);
    }),
);

testStandIn(
  "cf (stand-in): a command ends although a child of it keeps its output open",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("push * orphan");
      const { push } = await platform.push(hello, within(60));
      expect(push.outcome).toBe("ok");
      expect(push.duration).toBeLessThan(30);
      await noneLeft(state);
    }),
);

testStandIn(
  "cf (stand-in): output without end is read and dropped",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("app 1 flood");
      const { push } = await platform.push(hello, within(60));
      expect([push.outcome, push.attempts]).toEqual(["ok", 2]);
    }),
);

testStandIn(
  "cf (stand-in): a push that is cancelled ends at once, and one that has not begun never begins",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("start * hang");
      const stop = new AbortController();
      const pushing = platform.push(hello, within(600, stop.signal));
      while (!(await state.calls()).some((call) => call.startsWith("start"))) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      stop.abort();
      const { push, start } = await pushing;
      expect([push.outcome, start.outcome]).toEqual(["ok", "cancelled"]);
      await noneLeft(state);
      const late = await platform.push(
        { ...hello, name: "late" },
        within(600, stop.signal),
      );
      expect(late.push).toMatchObject({
        startedAt: null,
        outcome: "cancelled",
      });
      expect((await state.calls()).join("\n")).not.toMatch(/push \S+late/);
    }),
);

testStandIn(
  "cf (stand-in): what a start went through is read from the application's log, and none of it where that fails",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("start 2 staging", "logs 3 hang", "logs 4 html");
      const stagesOf = async (name: string, signal?: AbortSignal) => {
        const result = await platform.push(
          { ...hello, name },
          within(20, signal),
        );
        return result.stages.map(({ stage }) => stage);
      };
      expect(await stagesOf("fine")).toEqual([
        ...["CC-Says-Start", "Creating-Stg", "Created-Stg", "Finish-DL-App"],
        ...["Finish-Builder", "Finish-Upload", "Creating-Inst", "Created-Inst"],
        "Healthy",
      ]);
      expect((await stagesOf("fails")).at(-1)).toBe("Finish-Upload");
      const stop = new AbortController();
      const hanging = stagesOf("hangs", stop.signal);
      while (
        !(await state.calls()).some((call) => /^logs .*hangs/.test(call))
      ) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      stop.abort();
      expect(await hanging).toEqual([]);
      expect(await stagesOf("rubbish")).toEqual([]);
      await noneLeft(state);
    }),
);

testStandIn(
  "cf (stand-in): many pushes at once have homes of their own",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("push * slow");
      const results = await Promise.all(
        Array.from(
          { length: 6 },
          (_, i) =>
            platform.push(
              { ...hello, name: `app-${i}`, instances: 1 },
              within(60),
            ),
        ),
      );
      expect(results.map(({ start }) => start.outcome))
        .toEqual(results.map(() => "ok"));
      expect(new Set(results.map(({ guid }) => guid)).size).toBe(6);
    }),
);

testStandIn(
  "cf (stand-in): tasks that succeed, fail, and do not end are told apart",
  () =>
    withCf({}, async (platform) => {
      const { seconds, results } = await withEnoughTime(
        3,
        async (seconds) => ({
          seconds,
          results: await platform.runTasks?.(3, within(seconds)) ?? [],
        }),
        // The others have ended.
        ({ results }) =>
          results.filter(({ completed }) => completed !== null).length === 2,
      );
      const outcomes = results.toSorted((a, b) => a.task < b.task ? -1 : 1)
        .map(({ outcome, code, error, completed }) => [
          ...[outcome, code, error, completed === null],
        ]);
      expect(outcomes).toEqual([
        ["ok", "", "", false],
        ["failed", "task-failed", "Exited with status 3", false],
        ["timeout", "timeout", `not ended after ${seconds} s`, true],
      ]);
    }),
);

testStandIn(
  "cf (stand-in): a task that is not accepted is rejected, and a look at the others that is rubbish is made again",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("run-task 1 limited", "curl 2 html");
      const results = await platform.runTasks?.(2, within(20)) ?? [];
      const [rejected, other] = results.toSorted((a) =>
        a.outcome === "rejected" ? -1 : 1
      );
      expect(rejected).toMatchObject({
        ...{ outcome: "rejected", code: "rate-limit" },
        ...{ created: null, completed: null },
      });
      expect(other?.completed).toBeGreaterThan(0);
    }),
);

testStandIn(
  "cf (stand-in): tasks whose application cannot be pushed are all failures",
  () =>
    withCf({}, async (platform, state) => {
      await state.behave("push * no-room");
      const results = await platform.runTasks?.(2, within(6)) ?? [];
      expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
        ["failed", "insufficient-resources"],
        ["failed", "insufficient-resources"],
      ]);
    }),
);

testStandIn(
  "cf (stand-in): instances() rejects while the platform cannot tell",
  () =>
    withCf({}, async (platform, state) => {
      await platform.push(hello, within(20));
      await state.behave("curl * html");
      await expect(platform.instances()).rejects.toThrow("502 Bad Gateway");
    }),
);

testStandIn(
  "cf (stand-in): is skipped where nobody is logged in, and without the program",
  async () => {
    await using state = await toStandIn();
    await using processes = await ProcessGroup.create();
    const start = (settings: Readonly<Record<string, string>>) =>
      cf.start({
        ...{ cells: 1, cellMemory: 1, cellDisk: 1, seed: 1, startedAt: 0 },
        logs: false,
        settings: { cf: standIn, home: state.home, ...settings },
        ...{ processes, signal: new AbortController().signal },
      });
    await state.behave("target * html");
    await expect(start({})).rejects.toThrow("no space is targeted");
    await state.behave("target * logged-out");
    await expect(start({})).rejects.toThrow(UnavailableError);
    await expect(start({})).rejects.toThrow("use cf login");
    await expect(start({ home: "/nowhere" })).rejects.toThrow(
      "nobody is logged in",
    );
    await expect(start({ cf: "/nowhere/cf" })).rejects.toThrow(UsageError);
  },
);

test.each([
  [{ prefix: "Bad_Name" }, "Cannot set prefix"],
  [{ routes: "maybe" }, "Cannot set routes as it must be yes or no"],
  [{ failed_looks: "-1" }, "Cannot set failed_looks"],
])("cf refuses %j", (texts, message) => {
  expect(() => cf.sizes(texts as Readonly<Record<string, string>>))
    .toThrow(message);
});
