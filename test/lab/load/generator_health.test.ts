import { expect, test } from "vitest";
import { checkPacing } from "../../../src/lab/load/generator_health.ts";

const constant = { loop: "constant", rate: 1000 } as const;
const onTime = { arrivals: 10_000, late: 0, attempted: 10_000, seconds: 10 };

test.each([
  ["that was met", {}, ""],
  ["with 1 % late", { late: 100 }, ""],
  [
    "with more than 1 % late",
    { late: 310 },
    "3.1 % of requests were started more than 50 ms late",
  ],
  ["of which 95 % were attempted", { attempted: 9500 }, ""],
  [
    "of which fewer were attempted",
    { attempted: 9499 },
    "950 requests a second were attempted, 1000 asked for",
  ],
  ["without an arrival", { arrivals: 0, attempted: 10_000 }, ""],
])("checkPacing() of a rate %s", (_, pacing, reason) => {
  expect(checkPacing(constant, { ...onTime, ...pacing })).toBe(reason);
});

test("checkPacing() returns every reason, and none for a closed loop", () => {
  const bad = { ...onTime, late: 5000, attempted: 10 };
  expect(checkPacing(constant, bad)).toMatch(/late; 1 requests a second/);
  expect(checkPacing({ loop: "closed", rate: 0 }, bad)).toBe("");
});

test("checkPacing() allows for the random variation of a Poisson process", () => {
  const few = { arrivals: 100, late: 0, seconds: 1 };
  const poisson = { loop: "poisson", rate: 100 } as const;
  // Expected are 100, with a standard deviation of 10.
  expect(checkPacing(poisson, { ...few, attempted: 66 })).toBe("");
  expect(checkPacing(poisson, { ...few, attempted: 64 })).not.toBe("");
});
