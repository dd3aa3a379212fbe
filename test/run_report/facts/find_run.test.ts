import { expect, test } from "vitest";
import { findRun } from "../../../src/run_report/facts/find_run.ts";

const runs = [
  { run_id: "20260101T000000Z-0001-aaaa", mode: "real" },
  { run_id: "20260101T000000Z-0002-bbbb", mode: "embedded" },
  { run_id: "20260203T000000Z-0001-cccc", mode: "imported" },
];

test.each([
  ["20260101T000000Z-0002-bbbb", "bbbb"],
  ["20260203", "cccc"],
  ["20260101t000000z-0001", "aaaa"],
  ["last", "bbbb"],
])("findRun(%o) ends in %s", (wanted, end) => {
  expect(findRun(runs, wanted).run_id).toMatch(new RegExp(`${end}$`));
});

test("findRun() takes an id that is the beginning of another", () => {
  const pair = [{ run_id: "r1", mode: "real" }, {
    run_id: "r12",
    mode: "real",
  }];
  expect(findRun(pair, "r1").run_id).toBe("r1");
});

test("findRun() takes the last import where nothing was made here", () => {
  expect(findRun(runs.slice(2), "last").run_id).toMatch(/cccc$/);
});

test.each([
  [
    "20260101",
    "Cannot report run '20260101' as the ids of 2 runs begin so: 20260101T000000Z-0001-aaaa, 20260101T000000Z-0002-bbbb",
  ],
  [
    "20260203T000000Z-0001-cccd",
    "Cannot report run '20260203T000000Z-0001-cccd' as no id is or begins so; the nearest are 20260203T000000Z-0001-cccc, 20260101T000000Z-0001-aaaa, 20260101T000000Z-0002-bbbb; 'last' is 20260101T000000Z-0002-bbbb",
  ],
])("findRun(%o) says what there is", (wanted, message) => {
  expect(() => findRun(runs, wanted)).toThrow(message);
});

test("findRun() says that there are no runs", () => {
  expect(() => findRun([], "last")).toThrow(
    "Cannot report run 'last' as there are no runs: make one with deno task run",
  );
});
