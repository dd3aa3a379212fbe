import { expect, test } from "vitest";
import { simulatedLimit } from "../../../../src/analysis/answers/platform/simulated_limit.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";

test("simulatedLimit() links to what a simulation is no evidence for", () => {
  const limits = simulatedLimit("simulator");
  expect(limits).toHaveLength(2);
  for (const name of ["push", "recovery", "stages", "soak"]) {
    const headings = notebookHeadings(`platform_${name}`);
    for (const { heading } of limits) expect(headings).toContain(heading);
  }
  expect(simulatedLimit("cf")).toEqual([]);
});
