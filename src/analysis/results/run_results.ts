/** Results of the runs of a session as a CI server reads them: what failed, by run and by objective. */
import type { ObjectiveResult, Run } from "../../record/mod.ts";
import { type TestCase, toJUnitXml } from "../../report/cells.ts";
import {
  formatLimit,
  formatMetric,
  metricName,
} from "../monitoring/objective_names.ts";

/** What of a run its results are. */
export type RunResult = Pick<
  Run,
  "case_id" | "repetition" | "status" | "notes" | "objectives"
>;

/** Returns the results as JUnit XML: a suite for each case, a test for each run and each of its objectives. */
export function runsToJUnit(
  title: string,
  runs: readonly RunResult[],
): string {
  return toJUnitXml(title, runs.flatMap(toTestCases), title);
}

function toTestCases(
  { case_id: suite, repetition, status, notes, objectives }: RunResult,
): TestCase[] {
  const run = {
    suite,
    name: `run ${repetition}`,
    failure: status === "ok" ? "" : describeStatus({ status, notes }),
    skipped: "",
  };
  return [
    run,
    ...objectives.map((objective) => ({
      suite,
      name: `${nameObjective(objective)}, run ${repetition}`,
      failure: describeMiss(objective),
      skipped: objective.result === "ignored" ? "not judged" : "",
    })),
  ];
}

/** Returns the objective in words: `pay p95 at most 100 ms`. */
export function nameObjective(
  objective: Pick<ObjectiveResult, "metric" | "is" | "limit">,
): string {
  return `${metricName(objective.metric)} ${formatLimit(objective)}`;
}

/** Returns what was measured where an objective does not hold; empty where it does, or is not asked. */
export function describeMiss(
  { metric, value, result }: ObjectiveResult,
): string {
  if (result === "unknown") return "was not measured";
  if (result !== "missed") return "";
  return value === null ? "was missed" : `was ${formatMetric(metric, value)}`;
}

/** Returns why a run does not count: `failed: the server has ended`. */
export function describeStatus(
  { status, notes }: Pick<RunResult, "status" | "notes">,
): string {
  return notes === "" ? status : `${status}: ${notes}`;
}
