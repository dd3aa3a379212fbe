import { expect, test } from "vitest";
import {
  type Asked,
  findSession,
  keepTo,
  type Session,
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

test("findSession() takes the last session of the preset on the system", () => {
  const found = findSession([
    toRun("r1", "old"),
    toRun("r2", "new"),
    toRun("r3", "other", {}, "quick"),
    toRun("r4", "redis", { system: "redis" }),
  ], { preset: "full", system: "etcd" });
  expect(found).toMatchObject({ session: "new", seed: 7 });
  expect(found.done.map(({ run_id }) => run_id)).toEqual(["r2"]);
});

test("findSession() says what to do when there is none", () => {
  expect(() => findSession([], { preset: "full", system: "etcd" })).toThrow(
    "Cannot resume as no session of preset 'full' on etcd is on record: run without --resume",
  );
});

test("findSession() reads what the session was begun with, where the record says so", () => {
  const params = [
    ...toRun("r1", "s").params,
    toTestParam("repetitions", 3),
    toTestParam("set", '{"nodes":"1,3"}'),
  ];
  const options = { preset: "full", system: "etcd" };
  expect(findSession([toRun("r1", "s", { params })], options))
    .toMatchObject({ repetitions: 3, set: { nodes: "1,3" } });
  expect(findSession([toRun("r1", "s")], options))
    .toMatchObject({ repetitions: null, set: null });
});

const begun: Session = {
  session: "s",
  seed: 7,
  repetitions: 3,
  set: { nodes: "1,3", data: "memory" },
  done: [],
};
const nothing: Asked = { set: {}, repetitions: 0, seed: null };

test("keepTo() is what the session was begun with, asked for again or not", () => {
  const same = { seed: 7, repetitions: 3, set: begun.set };
  expect(keepTo(begun, nothing)).toEqual(same);
  expect(keepTo(begun, {
    set: { data: "memory" },
    repetitions: 3,
    seed: 7,
  })).toEqual(same);
});

test("keepTo() takes what is asked for where an old record does not say", () => {
  const old = { ...begun, repetitions: null, set: null };
  const set = { nodes: "5" };
  expect(keepTo(old, { ...nothing, set, repetitions: 2 }))
    .toEqual({ seed: 7, repetitions: 2, set });
});

test.each<[Partial<Asked>, string]>([
  [
    { set: { nodes: "1" } },
    "--set nodes=1 as it was begun with --set nodes=1,3",
  ],
  [
    { set: { data: "disk" } },
    "--set data=disk as it was begun with --set data=memory",
  ],
  [
    { set: { workers: "9" } },
    "--set workers=9 as it was begun without --set workers",
  ],
  [{ set: { constructor: "9" } }, "as it was begun without --set constructor"],
  [{ repetitions: 2 }, "--repeat 2 as it was begun with 3 runs of each case"],
  [{ seed: 0 }, "--seed 0 as it was begun with --seed 7"],
])("keepTo() refuses %j", (asked, message) => {
  const keep = () => keepTo(begun, { ...nothing, ...asked });
  expect(keep).toThrow(UsageError);
  expect(keep).toThrow(message);
});
