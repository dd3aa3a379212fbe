import { expect, test } from "vitest";
import { describeLateness } from "../../../src/lab/load/generator_health.ts";

test.each([
  ["of none", { arrivals: 0, late: 0 }, ""],
  ["of which 1 % are late", { arrivals: 10_000, late: 100 }, ""],
  [
    "of which more are late",
    { arrivals: 10_000, late: 310 },
    "3.1 % of requests were started more than 50 ms late",
  ],
])("describeLateness() of requests %s", (_, pacing, text) => {
  expect(describeLateness(pacing)).toBe(text);
});
