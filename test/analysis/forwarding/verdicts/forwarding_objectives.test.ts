import { expect, test } from "vitest";
import { forwardingObjectives } from "../../../../src/analysis/forwarding/verdicts/forwarding_objectives.ts";

test("only the verdict must be known: each attribute asks for some of the others", () => {
  expect(
    forwardingObjectives.filter(({ unknown }) => unknown === "missed")
      .map(({ metric }) => metric),
  ).toEqual(["passed"]);
  const metrics = forwardingObjectives.map(({ metric }) => metric);
  expect(new Set(metrics).size).toBe(metrics.length);
});
