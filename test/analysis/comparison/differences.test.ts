import { expect, test } from "vitest";
import {
  comparedBy,
  confounders,
  designedKeys,
  differencesOf,
} from "../../../src/analysis/comparison/differences.ts";
import type { Term } from "../../../src/analysis/mod.ts";
import { toComparedRun as run } from "../../testing/compared_runs.ts";

const none = () => false;
const term = (kind: Term["kind"], value: string): Term => ({ kind, value });

test("differencesOf() lists factors that differ, the environment first", () => {
  const a = [
    run("a1", {
      factors: {
        workers: "10",
        "environment.kernel": "5",
        system_version: "3.4",
        seed: "1",
        same: "x",
      },
    }),
  ];
  const b = [
    run("b1", {
      factors: {
        workers: "20",
        "environment.kernel": "6",
        system_version: "3.5",
        seed: "2",
        same: "x",
      },
    }),
  ];
  const found = differencesOf(a, b, (key) => key === "system_version");
  expect(found).toEqual([
    {
      key: "environment.kernel",
      kind: "environment",
      ...{ a: ["5"], b: ["6"], coincides: true, compared: false },
    },
    {
      key: "system_version",
      kind: "version",
      ...{ a: ["3.4"], b: ["3.5"], coincides: true, compared: true },
    },
    {
      key: "workers",
      kind: "setting",
      ...{ a: ["10"], b: ["20"], coincides: true, compared: false },
    },
  ]);
  expect(confounders(found).map(({ key }) => key))
    .toEqual(["environment.kernel"]);
});

test("differencesOf() does not blame what both sides have", () => {
  const kernel = (id: string, value: string) =>
    run(id, { factors: { "environment.kernel": value } });
  const found = differencesOf(
    [kernel("a1", "5"), kernel("a2", "6")],
    [kernel("b1", "6")],
    none,
  );
  expect(found).toMatchObject([{ a: ["5", "6"], b: ["6"], coincides: false }]);
  expect(confounders(found)).toEqual([]);
});

test("differencesOf() takes a factor that only one side records for different", () => {
  const found = differencesOf(
    [run("a", { factors: { "environment.os": "linux" } })],
    [run("b", { factors: {} })],
    none,
  );
  expect(found).toMatchObject([{ b: ["not recorded"], coincides: true }]);
});

test("differencesOf() knows another name of what is compared", () => {
  const version = (id: string, value: string) =>
    run(id, {
      factors: { system_version: value, "environment.capi": value },
    });
  const found = differencesOf(
    [version("a", "1")],
    [version("b", "2")],
    (key) => key === "system_version",
  );
  expect(found.map(({ compared }) => compared)).toEqual([true, true]);
});

test.each<[Term[], Term[], string, boolean]>([
  [[term("version", "1")], [term("version", "2")], "system_version", true],
  [[term("version", "1")], [term("version", "1")], "system_version", false],
  [[term("system", "etcd")], [term("system", "redis")], "system", true],
  [[term("system", "etcd")], [term("system", "redis")], "etcd_fsync", true],
  [[term("run", "a")], [term("run", "b")], "etcd_fsync", false],
  [
    [term("revision", "aaaa")],
    [term("revision", "bbbb")],
    "tool_version",
    true,
  ],
  [[term("set", "rate=1")], [term("set", "rate=2")], "rate", true],
  // The id of the case names it.
  [[term("run", "a")], [term("run", "b")], "nodes", true],
  [[term("run", "a")], [term("run", "b")], "disk", true],
  [[term("run", "a")], [term("run", "b")], "environment.os", false],
])("comparedBy() of %j and %j says of %s: %s", (a, b, key, expected) => {
  expect(comparedBy([a, b], [run("a"), run("b")], ["disk"])(key))
    .toBe(expected);
});

test.each([
  [["off"], ["on"], ["pre_vote"]],
  [["off"], ["off"], []],
  [["off", "on"], ["on"], []],
])("designedKeys() of %j and %j are %j", (a, b, expected) => {
  const toRuns = (values: readonly string[]) =>
    values.map((pre_vote, i) => run(`r${i}`, { factors: { pre_vote } }));
  const sides = { a: toRuns(a), b: toRuns(b) };
  const terms = [[term("set", `pre_vote=${a[0]}`)], []];
  expect([...designedKeys(sides, terms, [])]).toEqual(expected);
  expect([...designedKeys(sides, [[], []], ["pre_vote"])]).toEqual(expected);
  expect([...designedKeys(sides, [[], []], [])]).toEqual([]);
});

test("differencesOf() takes no factor from what every object inherits", () => {
  const found = differencesOf(
    [run("a", { factors: { constructor: "steel", toString: "x" } })],
    [run("b", { factors: {} })],
    none,
  );
  expect(found.map(({ key, a, b }) => [key, a, b])).toEqual([
    ["constructor", ["steel"], ["not recorded"]],
    ["toString", ["x"], ["not recorded"]],
  ]);
});
