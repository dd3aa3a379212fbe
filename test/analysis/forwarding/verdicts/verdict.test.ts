import { expect, test } from "vitest";
import {
  compareVerdicts,
  linesText,
  verdict,
  verdictKinds,
} from "../../../../src/analysis/forwarding/verdicts/verdict.ts";

test("verdict() counts no lines unless they are given", () => {
  expect(verdict("pass", "held", "held")).toEqual({
    ...{ kind: "pass", code: "held", reason: "held", lost: null },
    extent: 0,
  });
  expect(verdict("fail", "lost", "gone", { lost: 3 }))
    .toMatchObject({ lost: 3, extent: 3 });
});

test("compareVerdicts() orders by what failed, and only then by what was lost", () => {
  const verdicts = [
    verdict("pass", "within-cap", "", { lost: 900 }),
    verdict("fail", "healthy-late", "", { lost: 900, extent: 2 }),
    verdict("fail", "healthy-lost", "", { lost: 900, extent: 30 }),
    verdict("fail", "healthy-lost", "", { lost: 800, extent: 40 }),
    verdict("fail", "healthy-late", "", { lost: 0, extent: 3 }),
  ];
  expect(
    verdicts.toSorted(compareVerdicts)
      .map(({ code, extent }) => `${code} ${extent}`),
  ).toEqual([
    ...["healthy-lost 40", "healthy-lost 30"],
    ...["healthy-late 3", "healthy-late 2", "within-cap 900"],
  ]);
});

test("compareVerdicts() orders by how many times its limit a figure was, whichever limit it is", () => {
  const verdicts = [
    verdict("fail", "late", "", { lost: 0, extent: 1.6 }),
    verdict("fail", "sender-held-up", "", { lost: 0, extent: 3.6 }),
    verdict("fail", "sender-blocked", "", { lost: 0, extent: 1.2 }),
  ];
  expect(verdicts.toSorted(compareVerdicts).map(({ extent }) => extent))
    .toEqual([3.6, 1.6, 1.2]);
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
