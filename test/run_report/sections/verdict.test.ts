import { expect, test } from "vitest";
import type { ObjectiveResult, Run } from "../../../src/record/mod.ts";
import { toVerdict } from "../../../src/run_report/sections/verdict.ts";
import { toTestRun } from "../../testing/records.ts";
import { toTestContent } from "../../testing/run_content.ts";

function objective(
  metric: string,
  result: ObjectiveResult["result"],
  value: number | null,
): ObjectiveResult {
  return { metric, is: "at least", limit: 0.99, value, result };
}

function verdictOf(options: Partial<Run>): string {
  const run = toTestRun("r1", { verdict: "none", ...options });
  return toVerdict(toTestContent({ run })).markdown;
}

const met = objective("success_rate", "met", 1);

test.each<[string, Partial<Run>]>([
  [
    "**The objective was met**: success 100 %, limit at least 99 %.",
    { objectives: [met] },
  ],
  [
    "**1 of 2 objectives was missed**: scrape pacing 50 %, limit at least 99 %.",
    { objectives: [met, objective("scrape_pacing", "missed", 0.5)] },
  ],
  [
    "**Cannot tell**: p99 could not be measured; the other objectives were met.",
    { objectives: [met, objective("p99", "unknown", null)] },
  ],
  [
    "**All 2 objectives were met.** The run is too short to judge memory growth.",
    { objectives: [met, met, objective("memory_growth", "ignored", null)] },
  ],
  [
    "**The run does not count.** None of 3 requests succeeded.",
    { status: "invalid", notes: "none of 3 requests succeeded" },
  ],
  ["**The run failed.**", { status: "failed", verdict_text: "FAIL" }],
  [
    "**The run failed.** OOM.",
    { status: "failed", verdict_text: "OOM" },
  ],
  [
    "**The run is in progress, so nothing here is final.**",
    { status: "running" },
  ],
  [
    "Its author judged the run **a pass**: good enough.",
    { verdict: "pass", verdict_text: "good enough." },
  ],
  [
    "**The record holds no value** of this run. Its source has no verdict on it.",
    {},
  ],
])("toVerdict() says: %s", (text, run) => {
  expect(verdictOf(run)).toBe(text);
});

test("toVerdict() cuts and escapes text of a record", () => {
  const notes = `<b>${"x".repeat(500)}`;
  const text = verdictOf({ status: "skipped", notes });
  expect(text.length).toBeLessThan(250);
  expect(text).toContain("&lt;b>xxx");
});
