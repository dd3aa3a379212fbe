import { expect, test } from "vitest";
import { simulatedLimit } from "../../../../src/analysis/answers/platform/simulated_limit.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";

test("simulatedLimit() links to what a simulation is no evidence for", () => {
  const [limit] = simulatedLimit("simulator");
  for (const name of ["push", "recovery", "soak"]) {
    expect(notebookHeadings(`platform_${name}`)).toContain(limit?.heading);
  }
  expect(simulatedLimit("cf")).toEqual([]);
});
