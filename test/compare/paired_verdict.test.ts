import { expect, test } from "vitest";
import type { PairedResult } from "../../src/compare/paired_session.ts";
import { judgePaired, pairedLine } from "../../src/compare/paired_verdict.ts";
import { toComparedRun } from "../testing/compared_runs.ts";

const smallest = { relative: 0.05, points: 0.001 };
const latency = { unit: "s", better: "lower" } as const;

const toEffect = (
  change: number,
  lower: number | null,
  upper: number | null,
) => ({
  ...{ change, lower, upper, relative: true },
});

test.each([
  [toEffect(0.1, 0.06, 0.14), "worse"],
  [toEffect(-0.1, -0.14, -0.06), "better"],
  [toEffect(0.03, 0.01, 0.06), "small"],
  [toEffect(0.03, 0.01, 0.04), "same"],
  [toEffect(0.01, -0.02, 0.04), "same"],
  [toEffect(0.01, -0.02, 0.07), "cannot tell"],
  [toEffect(0.5, null, null), "cannot tell"],
  [null, "cannot tell"],
])("judgePaired() of %j is %s", (effect, verdict) => {
  expect(judgePaired({ effect, meaning: latency }, smallest)).toBe(verdict);
});

test("judgePaired() calls no direction good that is not", () => {
  const meaning = { unit: "", better: null };
  const effect = toEffect(0.1, 0.06, 0.14);
  expect(judgePaired({ effect, meaning }, smallest)).toBe("higher");
});

test("pairedLine() has the change, its interval, the runs that count, and why it ended", () => {
  const run = (variant: "a" | "b", p99: number, status: "ok" | "failed") => ({
    ...{ variant, block: 1 },
    run: toComparedRun(variant, { status, metrics: { p99 } }),
  });
  const result: PairedResult = {
    ...{ metric: "p99", meaning: latency, confidence: 0.99375, blocks: 4 },
    ...{ end: "narrow", isNarrow: true },
    effect: toEffect(0.1, 0.06, 0.14),
    runs: [run("a", 0.1, "ok"), run("b", 0.11, "ok"), run("b", 9, "failed")],
  };
  expect(pairedLine(result, smallest)).toBe(
    "Worse: p99 +10 % (+6 % to +14 %, interval of 99.4 %, 95 % over all looks), A 100 ms, B 110 ms, 1 and 1 runs in 4 blocks; the interval is as narrow as asked.",
  );
  expect(pairedLine({ ...result, effect: null, end: "runs fail" }, smallest))
    .toMatch(/^Cannot tell: p99 no value on both sides, .* did not count\.$/);
});
