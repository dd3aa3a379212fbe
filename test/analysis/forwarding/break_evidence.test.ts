import { expect, test } from "vitest";
import {
  distanceBeyond,
  nearText,
  runsText,
} from "../../../src/analysis/forwarding/break_evidence.ts";

const late = (extent: number) => ({ code: "late", extent });

test("distanceBeyond() is that of the worst run, if all were near a limit", () => {
  expect(distanceBeyond([late(1.004)])).toBeCloseTo(0.004, 9);
  expect(distanceBeyond([late(1.02), { code: "sender-held-up", extent: 1.08 }]))
    .toBeCloseTo(0.08, 9);
  expect(distanceBeyond([late(1.02), late(1.2)])).toBe(null);
  expect(distanceBeyond([late(1.02), { code: "lost", extent: 1 }])).toBe(null);
  expect(distanceBeyond([])).toBe(null);
});

test("nearText() rounds up to a tenth of a per cent", () => {
  const texts = [1.004 - 1, 0.0041, 0.00001, 0.1].map((broke_within) =>
    nearText({ broke_within })
  );
  expect(texts).toEqual(
    ["0.4 %", "0.5 %", "0.1 %", "10 %"].map((x) => `within ${x} of the limit`),
  );
  expect(nearText({ broke_within: null })).toBe("");
});

test("runsText() has a word for one run", () => {
  expect([runsText(0, 0), runsText(1, 1), runsText(2, 3)])
    .toEqual(["", "one run", "2 of 3 runs"]);
});
