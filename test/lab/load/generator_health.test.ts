import { expect, test } from "vitest";
import { judgePacing } from "../../../src/lab/load/generator_health.ts";

const constant = { loop: "constant", rate: 1000 } as const;
const kept = { arrivals: 10_000, late: 0, attempted: 10_000, seconds: 10 };

test.each([
  ["that was kept", {}, ""],
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
])("judgePacing() of a rate %s", (_, pacing, fault) => {
  expect(judgePacing(constant, { ...kept, ...pacing })).toBe(fault);
});

test("judgePacing() says all that was wrong, and nothing of a closed loop", () => {
  const bad = { ...kept, late: 5000, attempted: 10 };
  expect(judgePacing(constant, bad)).toMatch(/late; 1 requests a second/);
  expect(judgePacing({ loop: "closed", rate: 0 }, bad)).toBe("");
});

test("judgePacing() takes for chance that a Poisson process has fewer requests now and then", () => {
  const few = { arrivals: 100, late: 0, seconds: 1 };
  const poisson = { loop: "poisson", rate: 100 } as const;
  // 100 are expected, with a standard deviation of 10.
  expect(judgePacing(poisson, { ...few, attempted: 66 })).toBe("");
  expect(judgePacing(poisson, { ...few, attempted: 64 })).not.toBe("");
});
