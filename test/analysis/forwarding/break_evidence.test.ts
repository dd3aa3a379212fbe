import { expect, test } from "vitest";
import type { LimitCode } from "../../../src/analysis/forwarding/verdicts/verdict.ts";
import {
  nearBreak,
  nearText,
  runsText,
  untoldText,
} from "../../../src/analysis/forwarding/break_evidence.ts";

/** A run with a p99 of so many times its limit. */
const late = (extent: number) => ({ code: "late", extent });

test("nearBreak() is that of the worst run, if all were near a limit", () => {
  expect(nearBreak([late(1.004)])?.beyond).toBeCloseTo(0.004, 9);
  const both = nearBreak([late(1.02), {
    code: "sender-held-up",
    extent: 1.08,
  }]);
  expect(both?.beyond).toBeCloseTo(0.08, 9);
  expect(both?.codes).toEqual(["late", "sender-held-up"]);
  expect(nearBreak([late(1.02), late(1.2)])).toBe(null);
  expect(nearBreak([late(1.02), { code: "lost", extent: 1 }])).toBe(null);
  expect(nearBreak([])).toBe(null);
});

test("nearText() names the limit, and rounds up to a tenth of a per cent", () => {
  const textOf = (beyond: number, ...codes: LimitCode[]) =>
    nearText({ broke_near: { codes, beyond } });
  const texts = [1.004 - 1, 0.0041, 0.00001, 0.1]
    .map((beyond) => textOf(beyond, "late"));
  expect(texts).toEqual(
    ["0.4 %", "0.5 %", "0.1 %", "10 %"]
      .map((share) => `p99 within ${share} of its limit`),
  );
  expect(textOf(0.08, "sender-blocked", "sender-held-up")).toBe(
    "longest write or time held up within 8 % of its limit",
  );
  expect(nearText({ broke_near: null })).toBe("");
});

test("untoldText() counts the rates of which no run tells", () => {
  expect([0, 1, 6].map((untold) => untoldText({ untold }))).toEqual(
    ["", "1 lower rate does not tell", "6 lower rates do not tell"],
  );
});

test("runsText() has a word for one run", () => {
  expect([runsText(0, 0), runsText(1, 1), runsText(2, 3)])
    .toEqual(["", "one run", "2 of 3 runs"]);
});
