import { expect, test } from "vitest";
import type { RunByName } from "../../../src/analysis/recorded/runs_by_name.ts";
import { verdictLoads } from "../../../src/analysis/recorded/verdict_loads.ts";

function toRun(verdict: string, load: number, logLines: number): RunByName {
  const numbers: Record<string, number> = {
    ...{ cpus: 8, memory: 16, datapoints_rate: load },
    log_lines_rate: logLines,
  };
  return {
    ...{ run_id: "r", started_at: null, status: "ok", verdict },
    verdict_text: verdict,
    setting: () => "",
    number: (name) => numbers[name] ?? null,
  };
}

test("verdictLoads() separates machines and amounts of logs, and leaves out runs without a verdict", () => {
  expect(verdictLoads([
    toRun("pass", 1e6, 0),
    toRun("pass", 2e6, 0),
    toRun("none", 9e6, 0),
    toRun("fail", 3e6, 1000),
  ])).toEqual([
    {
      name: "8 cpus, 16 GB, hardly any log lines",
      ...{ passed: 2e6, failed: null, passes: 2, failures: 0 },
    },
    {
      name: "8 cpus, 16 GB, many log lines",
      ...{ passed: null, failed: 3e6, passes: 0, failures: 1 },
    },
  ]);
});
