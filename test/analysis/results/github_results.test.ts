import { expect, test } from "vitest";
import { toAnnotations, toStepSummary } from "../../../src/analysis/mod.ts";
import { toResult } from "./_results.ts";

const runs = [
  toResult({}),
  toResult({ repetition: 2, missed: 0.12 }),
  toResult({ repetition: 3, status: "failed", notes: "50 %\n::warning::x\r" }),
];

test("toAnnotations() has a line for each run that failed, which no text of a record can end", () => {
  expect(toAnnotations("a:b,c/quick", runs)).toEqual([
    "::error title=a%3Ab%2Cc/quick::slow_list=on, run 2: pay p95 at most 100 ms: was 120 ms",
    "::error title=a%3Ab%2Cc/quick::slow_list=on, run 3: failed: 50 %25 ::warning::x",
  ]);
  expect(toAnnotations("a", [toResult({})])).toEqual([]);
});

test("toStepSummary() says in how many runs each objective was met", () => {
  const text = toStepSummary({ title: "checkout/quick", line: "1 of 3 ok" }, [
    ...runs,
    toResult({ case_id: "<b>", result: "ignored" }),
  ]);
  expect(text).toContain("**checkout/quick: 1 of 3 ok**\n\n- slow");
  expect(text).toMatch(
    /\| slow_list=on +\| pay p95 at most 100 ms +\| 1 of 2 runs +\| was 120 ms +\|\n/,
  );
  expect(text).not.toContain("<b>");
});

test("toStepSummary() without objectives is a line", () => {
  expect(
    toStepSummary({ title: "a", line: "1 of 1 ok" }, [
      toResult({ result: "ignored" }),
    ]),
  ).toBe("**a: 1 of 1 ok**\n");
});
