import { expect, test } from "vitest";
import { judge } from "../../../src/lab/plan/objectives.ts";

const atLeast = (value: number) =>
  [{
    metric: "success_rate",
    is: "at least",
    value,
    unknown: "missed",
  }] as const;

test("judge() says which objective was missed", () => {
  const figures = { success_rate: 0.995 };
  expect(judge(figures, atLeast(0.995)))
    .toEqual({ verdict: "pass", verdict_text: "" });
  expect(judge(figures, atLeast(0.999))).toEqual({
    verdict: "fail",
    verdict_text: "success_rate is not at least 0.999: 0.995",
  });
  expect(judge(figures, []).verdict).toBe("none");
});

test("judge() takes what a run could not tell for missed, unless the objective ignores it", () => {
  const figures = { p99: null };
  const atMost = { metric: "p99", is: "at most", value: 1 } as const;
  expect(judge(figures, [{ ...atMost, unknown: "missed" }])).toEqual({
    verdict: "fail",
    verdict_text: "p99 is not at most 1: unknown",
  });
  expect(judge(figures, [{ ...atMost, unknown: "ignored" }]).verdict)
    .toBe("pass");
  expect(judge({ p99: 1.5 }, [{ ...atMost, unknown: "ignored" }]).verdict)
    .toBe("fail");
});

test("judge() refuses an objective that nobody measures", () => {
  expect(() => judge({ p99: 1 }, atLeast(1))).toThrow(
    "Cannot judge success_rate as it is not measured",
  );
});
