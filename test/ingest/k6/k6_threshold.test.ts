import { expect, test } from "vitest";
import { readThreshold } from "../../../src/ingest/k6/k6_threshold.ts";
import { unitOfContent } from "../../../src/ingest/k6/k6_units.ts";

const unit = unitOfContent("time");
const values = new Map<string, unknown>([["p(95)", 612.5], ["value", 0.02]]);

test("readThreshold() takes a bare true for failed, and ok: true for held", () => {
  const common = { metric: "http_req_duration", values, unit };
  const limit = {
    metric: "http_req_duration_p95",
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
    unit,
    held: false,
  });
  expect(objective).toMatchObject({
    metric: "checks rate",
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
    unit: null,
    held: "yes",
  });
  expect(read).toEqual({
    text: "m: avg<200 && max<900 unknown",
    hasHeld: null,
    isInverted: false,
    objective: null,
  });
});

test("readThreshold() names the unit where it is no percentile", () => {
  const { objective } = readThreshold("avg<2", {
    metric: "m",
    values: new Map([["avg", 1]]),
    unit,
    held: { ok: true },
  });
  expect(objective).toMatchObject({ metric: "m avg in s", limit: 0.002 });
});
