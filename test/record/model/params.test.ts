import { expect, test } from "vitest";
import { paramNumber, paramOf } from "../../../src/record/mod.ts";
import { toTestParam } from "../../testing/records.ts";

const run = { params: [toTestParam("preset", "quick")] };

test("paramOf() returns the text of a param, empty for a missing one", () => {
  expect(paramOf(run, "preset")).toBe("quick");
  expect(paramOf(run, "fault")).toBe("");
});

test("paramNumber() returns null for a missing param, and for a word", () => {
  const timed = { params: [toTestParam("timeout", 2)] };
  expect(paramNumber(timed, "timeout")).toBe(2);
  expect(paramNumber(run, "preset")).toBeNull();
  expect(paramNumber(run, "timeout")).toBeNull();
});
