import { expect, test } from "vitest";
import { evaluateObjectives } from "../../../src/lab/plan/objectives.ts";

const atLeast = (value: number) =>
  [{
    metric: "success_rate",
    is: "at least",
    value,
    unknown: "missed",
  }] as const;

test("evaluateObjectives() states which objective was missed", () => {
  const values = { success_rate: 0.995 };
  expect(evaluateObjectives(values, atLeast(0.995)))
    .toEqual({
      verdict: "pass",
      verdict_text: "",
      objectives: [{
        metric: "success_rate",
        is: "at least",
        limit: 0.995,
        value: 0.995,
        result: "met",
      }],
    });
  expect(evaluateObjectives(values, atLeast(0.999))).toMatchObject({
    verdict: "fail",
    verdict_text: "success_rate is not at least 0.999: 0.995",
    objectives: [{ result: "missed" }],
  });
  expect(evaluateObjectives(values, []).verdict).toBe("none");
});

test("evaluateObjectives() takes an unknown value as missed, unless the objective ignores it", () => {
  const values = { p99: null };
  const atMost = { metric: "p99", is: "at most", value: 1 } as const;
  expect(evaluateObjectives(values, [{ ...atMost, unknown: "missed" }]))
    .toMatchObject({
      verdict: "fail",
      verdict_text: "p99 is not at most 1: unknown",
      objectives: [{ value: null, result: "unknown" }],
    });
  expect(
    evaluateObjectives(values, [{ ...atMost, unknown: "ignored" }]).verdict,
  )
    .toBe("pass");
  expect(
    evaluateObjectives({ p99: 1.5 }, [{ ...atMost, unknown: "ignored" }])
      .verdict,
  )
    .toBe("fail");
});

test("evaluateObjectives() refuses an objective whose metric is not measured", () => {
  expect(() => evaluateObjectives({ p99: 1 }, atLeast(1))).toThrow(
    "Cannot evaluate success_rate as it is not measured",
  );
});
