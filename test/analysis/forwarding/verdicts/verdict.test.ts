import { expect, test } from "vitest";
import {
  linesText,
  verdict,
  verdictKinds,
} from "../../../../src/analysis/forwarding/verdicts/verdict.ts";

test("verdict() counts no lines unless they are given", () => {
  expect(verdict("pass", "held", "held")).toEqual({
    ...{ kind: "pass", code: "held", reason: "held", lost: null },
  });
  expect(verdict("fail", "lost", "gone", 3).lost).toBe(3);
});

test("kinds of verdicts go from the worst to the best, those that say nothing last", () => {
  expect(verdictKinds).toEqual([
    ...["fail", "not engaged", "not supported", "pass with loss", "pass"],
    ...["invalid", "not run"],
  ]);
});

test("linesText() counts lines", () => {
  expect([0, 1, 12_345].map(linesText))
    .toEqual(["0 lines", "1 line", "12,345 lines"]);
});
