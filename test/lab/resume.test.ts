import { expect, test } from "vitest";
import type { PlannedRun } from "../../src/lab/matrix.ts";
import { findSession, remaining } from "../../src/lab/resume.ts";
import type { Run, RunStatus } from "../../src/record/mod.ts";
import { toTestParam, toTestRun } from "../testing/records.ts";

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

function toPlanned(case_id: string, repetition = 1): PlannedRun {
  return { case_id, repetition, order: 1, values: {} };
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

test.each<[RunStatus, boolean]>([
  ["ok", true],
  ["failed", true],
  ["invalid", true],
  ["skipped", true],
  ["incomplete", false],
  ["running", false],
])("remaining() takes a run that is %s for done: %s", (status, done) => {
  const session = findSession(
    [toRun("r1", "s", { status, case_id: "a" })],
    { preset: "full", system: "etcd" },
  );
  const left = remaining([toPlanned("a"), toPlanned("a", 2)], session);
  expect(left).toHaveLength(done ? 1 : 2);
});

test("findSession() says what to do when there is none", () => {
  expect(() => findSession([], { preset: "full", system: "etcd" })).toThrow(
    "Cannot resume as no session of preset 'full' on etcd is on record: run without --resume",
  );
});
