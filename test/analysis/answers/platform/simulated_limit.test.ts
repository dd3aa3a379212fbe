import { expect, test } from "vitest";
import { simulatedLimit } from "../../../../src/analysis/answers/platform/simulated_limit.ts";
import { notebookHeadings } from "../../../testing/notebook_headings.ts";

test("simulatedLimit() links to what a simulation is no evidence for", () => {
  const [limit] = simulatedLimit("simulator");
  expect(notebookHeadings("platform_push")).toContain(limit?.heading);
  expect(simulatedLimit("cf")).toEqual([]);
});
