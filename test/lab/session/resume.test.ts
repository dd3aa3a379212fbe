import { expect, test } from "vitest";
import {
  continueSession,
  findSession,
  type Session,
  type SessionRequest,
} from "../../../src/lab/session/resume.ts";
import { type Run, UsageError } from "../../../src/record/mod.ts";
import { toTestParam, toTestRun } from "../../testing/records.ts";

function toRun(
  id: string,
  session: string,
  options: Partial<Run> = {},
  preset = "full",
): Run {
  return toTestRun(id, {
    params: [
      toTestParam("preset", preset),
      toTestParam("session", session),
      toTestParam("seed", 7),
    ],
    ...options,
  });
}

test("findSession() finds the last session of the preset on the system", () => {
  const found = findSession([
    toRun("r1", "old"),
    toRun("r2", "new"),
    toRun("r3", "other", {}, "quick"),
    toRun("r4", "redis", { system: "redis" }),
  ], { preset: "full", systems: ["etcd"] });
  expect(found).toMatchObject({ session: "new", seed: 7 });
  expect(found.done.map(({ run_id }) => run_id)).toEqual(["r2"]);
});

test("findSession() leaves out interleaved runs", () => {
  const paired = toRun("r2", "new");
  const found = findSession([
    toRun("r1", "old"),
    { ...paired, params: [...paired.params, toTestParam("variant", "a")] },
  ], { preset: "full", systems: ["etcd"] });
  expect(found.session).toBe("old");
});

test("findSession() throws if there is no session, and states the remedy", () => {
  expect(() => findSession([], { preset: "full", systems: ["etcd"] })).toThrow(
    "Cannot resume as no session of preset 'full' on etcd is on record: run without --resume",
  );
});

test("findSession() finds the session of the same systems, and names those of the last one", () => {
  const both = (id: string, system: string) =>
    toRun(id, "both", {
      system,
      params: [
        ...toRun(id, "both").params,
        toTestParam("systems", "etcd,redis"),
      ],
    });
  const runs = [toRun("r1", "one"), both("r2", "etcd"), both("r3", "redis")];
  const find = (...systems: string[]) =>
    findSession(runs, { preset: "full", systems });
  expect(find("etcd", "redis").done.map(({ run_id }) => run_id))
    .toEqual(["r2", "r3"]);
  expect(find("etcd").done.map(({ run_id }) => run_id)).toEqual(["r1"]);
  expect(() => find("kv", "redis")).toThrow(
    "on kv, redis is on record: use --system etcd,redis for the last one, or run without --resume",
  );
});

test("findSession() reads repetitions and settings, null in old records", () => {
  const params = [
    ...toRun("r1", "s").params,
    toTestParam("repetitions", 3),
    toTestParam("set", '{"nodes":"1,3"}'),
  ];
  const options = { preset: "full", systems: ["etcd"] };
  expect(findSession([toRun("r1", "s", { params })], options))
    .toMatchObject({ repetitions: 3, set: { nodes: "1,3" } });
  expect(findSession([toRun("r1", "s")], options))
    .toMatchObject({ repetitions: null, set: null });
});

const recorded: Session = {
  session: "s",
  seed: 7,
  repetitions: 3,
  set: { nodes: "1,3", data: "memory" },
  done: [],
};
const nothing: SessionRequest = { set: {}, repetitions: 0, seed: null };

test("continueSession() returns the recorded request, repeated by the caller or not", () => {
  const same = { seed: 7, repetitions: 3, set: recorded.set };
  expect(continueSession(recorded, nothing)).toEqual(same);
  expect(continueSession(recorded, {
    set: { data: "memory" },
    repetitions: 3,
    seed: 7,
  })).toEqual(same);
});

test("continueSession() uses the request where an old record has no values", () => {
  const old = { ...recorded, repetitions: null, set: null };
  const set = { nodes: "5" };
  expect(continueSession(old, { ...nothing, set, repetitions: 2 }))
    .toEqual({ seed: 7, repetitions: 2, set });
});

test.each<[Partial<SessionRequest>, string]>([
  [
    { set: { nodes: "1" } },
    "--set nodes=1 as it was started with --set nodes=1,3",
  ],
  [
    { set: { data: "disk" } },
    "--set data=disk as it was started with --set data=memory",
  ],
  [
    { set: { workers: "9" } },
    "--set workers=9 as it was started without --set workers",
  ],
  [
    { set: { constructor: "9" } },
    "as it was started without --set constructor",
  ],
  [{ repetitions: 2 }, "--repeat 2 as it was started with 3 runs of each case"],
  [{ seed: 0 }, "--seed 0 as it was started with --seed 7"],
])("continueSession() refuses %j", (request, message) => {
  const resume = () => continueSession(recorded, { ...nothing, ...request });
  expect(resume).toThrow(UsageError);
  expect(resume).toThrow(message);
});
