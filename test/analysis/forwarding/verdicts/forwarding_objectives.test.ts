import { expect, test } from "vitest";
import { forwardingMeasures } from "../../../../src/analysis/forwarding/measures/forwarding_measures.ts";
import {
  forwardingObjectives,
  toForwardingMetrics,
} from "../../../../src/analysis/forwarding/verdicts/forwarding_objectives.ts";
import { judgeAttribute } from "../../../../src/analysis/forwarding/verdicts/judge_attribute.ts";
import { evaluateObjectives } from "../../../../src/lab/plan/objectives.ts";
import {
  type LiteralForwarding,
  outage,
  steady,
  withForwardingStore,
} from "../../../testing/forwarding_rows.ts";

test("only the verdict must be known: each attribute asks for some of the others", () => {
  expect(
    forwardingObjectives.filter(({ unknown }) => unknown === "missed")
      .map(({ metric }) => metric),
  ).toEqual(["passed"]);
  const metrics = forwardingObjectives.map(({ metric }) => metric);
  expect(new Set(metrics).size).toBe(metrics.length);
});

test("objectives are met if, and only if, the verdict is a pass, with loss or without", async () => {
  const lost = (first: number, last: number): Partial<LiteralForwarding> => ({
    lost: { "sink-2": [[first, last]] },
    arrived: { "sink-1": steady, "sink-2": outage(last - first + 1) },
  });
  const full = (at: number) => at > 4 ? 2 ** 20 : 0;
  const late = [{
    ...{ kind: "delivery sink-1 measure", count: 1000 },
    ...{ lower: 0.01, upper: 0.01 },
  }];
  const load: Partial<LiteralForwarding> = {
    ...{ attribute: "throughput", fault: "none", histograms: late },
  };
  const runs: readonly Partial<LiteralForwarding>[] = [
    {},
    lost(4900, 5019),
    lost(6000, 8999),
    { spool: null },
    { ...lost(8000, 10_999), attribute: "buffer-cap", spool: full },
    { attribute: "buffer-cap", spool: (at) => at > 4 ? 2 ** 19 : 0 },
    load,
    { ...load, blocked: (at) => Math.max(0, Math.min(at, 12)) },
  ];
  const named = runs.map((run, i) => ({ ...run, run_id: `r${i + 1}` }));
  await withForwardingStore(named, async (store) => {
    const ends = (await forwardingMeasures(store)).map((measures) => {
      const verdict = judgeAttribute(measures);
      const judged = evaluateObjectives(
        toForwardingMetrics(measures, verdict),
        forwardingObjectives,
      );
      return [verdict.kind, judged.verdict];
    });
    expect(ends).toEqual([
      ["pass", "pass"],
      ["pass with loss", "pass"],
      ["fail", "fail"],
      ["not supported", "fail"],
      ["pass", "pass"],
      ["not engaged", "fail"],
      ["pass", "pass"],
      ["fail", "fail"],
    ]);
  });
});
