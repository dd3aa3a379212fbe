import { expect, test } from "vitest";
import { readThreshold } from "../../../src/ingest/k6/k6_threshold.ts";

const values = new Map<string, unknown>([["p(95)", 612.5], ["value", 0.02]]);

test("readThreshold() takes a bare true for failed, and ok: true for held", () => {
  const common = { metric: "http_req_duration", values, factor: 1e-3 };
  const limit = {
    metric: "http_req_duration p(95)",
    is: "at most",
    limit: 0.5,
    value: 0.6125,
  };
  expect(readThreshold("p(95)<500", { ...common, held: true }))
    .toMatchObject({
      hasHeld: false,
      isInverted: true,
      objective: { ...limit, result: "missed" },
    });
  expect(readThreshold("p(95)<500", { ...common, held: { ok: true } }))
    .toMatchObject({
      hasHeld: true,
      isInverted: false,
      objective: { ...limit, result: "met" },
    });
});

test("readThreshold() finds the rate under value, in no unit of time", () => {
  const { objective } = readThreshold("rate >= 0.99", {
    metric: "checks",
    values,
    factor: 1e-3,
    held: false,
  });
  expect(objective).toMatchObject({
    is: "at least",
    limit: 0.99,
    value: 0.02,
    result: "met",
  });
});

test("readThreshold() keeps an expression that is no single limit as text", () => {
  const read = readThreshold("avg<200 && max<900", {
    metric: "m",
    values,
    factor: 1,
    held: "yes",
  });
  expect(read).toEqual({
    text: "m: avg<200 && max<900 unknown",
    hasHeld: null,
    isInverted: false,
    objective: null,
  });
});
