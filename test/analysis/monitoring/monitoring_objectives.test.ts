import { expect, test } from "vitest";
import {
  monitoringObjectives,
  objectivesTable,
} from "../../../src/analysis/monitoring/monitoring_objectives.ts";

test("objectivesTable() prints every objective with its limit, in words", () => {
  const { rows } = objectivesTable();
  expect(rows).toHaveLength(monitoringObjectives.length);
  expect(rows.map(([name, limit]) => [name?.text, limit?.text])).toEqual([
    ["kills for want of memory", "at most 0"],
    ["query success", "at least 99.5 %"],
    ["incremental query p99", "at most 1 s"],
    ["scrape pacing", "at least 95 %"],
    ["datapoints ingested", "at least 90 %"],
    ["memory growth", "at most 10 %"],
  ]);
  expect(rows.every(([, , about]) => about && about.text.length > 10))
    .toBe(true);
});
