import { expect, test } from "vitest";
import { type SelectableRun, selectRuns } from "../../../src/analysis/mod.ts";

const toRun = (
  run_id: string,
  options: Partial<SelectableRun> = {},
): SelectableRun => ({
  run_id,
  experiment: "cluster-scale",
  case_id: "etcd nodes=3 workers=10",
  system: "etcd",
  system_version: "3.4",
  tool_version: "0.1.0+abc1234",
  mode: "real",
  session: "20260101T000000Z",
  settings: new Map([["workers", "10"]]),
  ...options,
});

const runs = [
  toRun("20260101T000000Z-0001-aa"),
  toRun("20260101T000100Z-0002-bb", { system: "redis", system_version: "7" }),
  toRun("20260202T000000Z-0001-cc", {
    session: "20260202T000000Z",
    tool_version: "0.1.0+def5678-dirty",
    case_id: "a=1,b=2",
    settings: new Map([["workers", "20"]]),
  }),
  toRun("20270101T000000Z-0001-dd", {
    mode: "imported",
    experiment: "imports",
    session: "",
    tool_version: "",
    system: "etcd",
  }),
];
const select = (text: string) =>
  selectRuns(text, runs, ["main"]).runs.map(({ run_id }) => run_id.slice(-2));

test.each([
  ["last", ["cc"]],
  ["20260101T000000Z-0001-aa", ["aa"]],
  ["202602", ["cc"]],
  ["20260101T0001", ["bb"]],
  // The id of a session is the beginning of that of its first run.
  ["20260101T000000Z", ["aa", "bb"]],
  ["redis", ["bb"]],
  ["7", ["bb"]],
  ["cluster-scale", ["aa", "bb", "cc"]],
  ["etcd nodes=3 workers=10", ["aa", "bb", "dd"]],
  ["a=1,b=2", ["cc"]],
  ["case:nodes=3 workers=10", ["aa", "dd"]],
  ["abc1", ["aa", "bb"]],
  ["revision:abc1234567890", ["aa", "bb"]],
  ["revision:def5678-dirty", ["cc"]],
  ["experiment:cluster-scale,system:etcd", ["aa", "cc"]],
  ["case:a=1,b=2,set:workers=20", ["cc"]],
  ["mode:imported", ["dd"]],
])("selectRuns() finds the runs of %s", (text, expected) => {
  expect(select(text)).toEqual(expected);
});

test("selectRuns() finds a baseline, whose runs are in its file", () => {
  expect(selectRuns("main", runs, ["main"]))
    .toMatchObject({ baseline: "main", runs: [] });
  expect(selectRuns("baseline:main", runs, ["main"]).baseline).toBe("main");
});

test.each([
  ["nothing", "is no run, case, session"],
  ["", "is no run, case, session"],
  ["system:etc", "no run fulfils it; the nearest are etcd, redis"],
  ["system:etcd,version:7", "each term has runs, but not the same"],
  ["system:etcd,session:2026", "no run fulfils it; the nearest are 2026"],
  // A revision of a tree that was changed is not the revision.
  ["revision:def5678", "no run fulfils it"],
  ["revision:abc", "no run fulfils it"],
  ["baseline:x", "as it is not saved; there are main"],
  ["baseline:main,system:etcd", "a baseline is compared whole"],
  ["run:", "no run fulfils it"],
  ["'; DROP TABLE runs", "is no run"],
])("selectRuns() refuses %j", (text, message) => {
  expect(() => selectRuns(text, runs, ["main"])).toThrow(message);
  expect(() => selectRuns(text, runs, ["main"]))
    .toThrow(expect.objectContaining({ name: "UsageError" }));
});

test("selectRuns() asks which of two things a word names", () => {
  expect(() => selectRuns("redis", runs, ["redis"])).toThrow(
    "Cannot compare 'redis' as it can be a system or a baseline; write system:redis or baseline:redis",
  );
});

test("selectRuns() says how to make the first run", () => {
  expect(() => selectRuns("last", [], [])).toThrow(
    "make one with deno task run",
  );
});

test.each(["set:workers", "set:=10", "set:", "system:etcd,set:workers"])(
  "selectRuns() refuses %j, which has no value",
  (text) => {
    expect(() => select(text)).toThrow("a setting must be set:key=value");
  },
);
