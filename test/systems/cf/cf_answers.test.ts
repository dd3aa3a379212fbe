import { expect, test } from "vitest";
import { z } from "zod";
import {
  readAnswer,
  Stats,
  toCfTarget,
  toCfVersion,
  toGuid,
  toInstances,
} from "../../../src/systems/cf/cf_answers.ts";

test("toCfVersion() reads the version of old and new command lines", () => {
  expect(toCfVersion("cf version 8.7.1+9c81242.2023-06-15\n"))
    .toBe("8.7.1+9c81242.2023-06-15");
  expect(toCfVersion("cf8 version 6.53.0+8e2b70a4a.2020-10-01"))
    .toBe("6.53.0+8e2b70a4a.2020-10-01");
  expect(toCfVersion("what?")).toBe("");
});

test("toCfTarget() reads fields in either case, and leaves out those that are empty", () => {
  expect(toCfTarget("API version:    3.150.0\norg:            a b\nspace:\n"))
    .toEqual({ apiVersion: "3.150.0", org: "a b", space: "" });
  expect(toCfTarget("api version:   3.99.0\nspace:   dev\n"))
    .toEqual({ apiVersion: "3.99.0", org: "", space: "dev" });
});

test("toGuid() finds the guid after warnings, and refuses what is none", () => {
  const guid = "5c33a489-9fcd-4961-b3bc-22957ea4be19";
  expect(toGuid(`warning\n${guid}\n`)).toBe(guid);
  expect(() => toGuid("<html>")).toThrow("there is none in the answer: <html>");
});

test.each([
  ["", "it is empty"],
  ["<html>502</html>", "Cannot read an answer as JSON: <html>502</html>"],
  ['{"resources":[{"ind', "Cannot read an answer as JSON"],
  ['{"resources":7}', "another form"],
  [
    '{"errors":[{"code":1,"title":"CF-X","detail":"no"}]}',
    "CF-X: no",
  ],
])("readAnswer() refuses %j", (text, message) => {
  expect(() => readAnswer(text, Stats)).toThrow(message);
});

test("readAnswer() skips a warning before the answer", () => {
  expect(readAnswer('old version\n{"a":1}\n', z.object({ a: z.number() })))
    .toEqual({ a: 1 });
});

test("toInstances() takes unknown states for missing, and the start from the uptime", () => {
  const stats = Stats.parse({
    resources: [
      { index: 0, state: "RUNNING", uptime: 10, host: "10.0.0.1" },
      { index: 1, state: "STARTING", uptime: 0, host: "10.0.0.2" },
      { index: 2, state: "CRASHED", uptime: 3 },
      { index: 3, state: "DOWN", uptime: null, host: null },
      { index: 4, state: "NEW-WORD" },
    ],
  });
  expect(toInstances("a", stats, 100_000)).toEqual([
    { app: "a", index: 0, cell: "10.0.0.1", state: "running", since: 90_000 },
    { app: "a", index: 1, cell: "10.0.0.2", state: "claimed", since: null },
    { app: "a", index: 2, cell: "", state: "crashed", since: null },
    { app: "a", index: 3, cell: "", state: "missing", since: null },
    { app: "a", index: 4, cell: "", state: "missing", since: null },
  ]);
});
