import { expect, test } from "vitest";
import { throughputCells } from "../../../src/analysis/forwarding/throughput_cells.ts";
import type { ThroughputLine } from "../../../src/analysis/forwarding/throughput_lines.ts";
import { verdict } from "../../../src/analysis/forwarding/verdicts/verdict.ts";

const step = (rate: number, result: "passed" | "failed" | "inconclusive") => ({
  ...{ run_id: `${rate}-${result}`, session: "s", rate, result },
  verdict: verdict("pass", "held", ""),
  ...{ disturbed: false, p99: null },
  ...{ cpu_per_million_sent: null, adapter_cpu_per_million_sent: null },
});

const line: ThroughputLine = {
  ...{ system: "nats", system_version: "2.10", sinks: 3 },
  steps: [
    step(100_000, "passed"),
    step(120_000, "failed"),
    step(110_000, "inconclusive"),
  ],
  line: { passed: 100_000, failed: 120_000, stable: true },
  held_runs: { n: 1, held: 1 },
  broke_runs: { n: 1, held: 0 },
  ...{ harness: null, harness_share: null, cpu_per_million_sent: null },
  required: "missed",
};

test("throughputCells() says what a forwarder carries, with the run on which it rests", () => {
  expect(throughputCells([line])).toEqual([{
    ...{ system: "nats", system_version: "2.10", attribute: "throughput" },
    ...{ variant: "3 sinks", kind: "fail", code: "missed" },
    reason: "carries 100,000 lines/s, broke at 120,000; 166,667 are asked for",
    ...{ run_id: "120000-failed", n: 2, worst: 1 },
    counts: [
      { kind: "fail", n: 1 },
      { kind: "pass", n: 1 },
      { kind: "invalid", n: 1 },
    ],
    ...{ least_lost: null, most_lost: null },
  }]);
});

test("throughputCells() knows that it is the harness which carries no more", () => {
  const [cell] = throughputCells([{
    ...{ ...line, sinks: 1, required: "met", harness_share: 0.95 },
    line: { passed: 180_000, failed: null, stable: true },
  }]);
  expect(cell).toMatchObject({ kind: "pass", variant: "1 sink" });
  expect(cell?.reason).toBe(
    "carries 180,000 lines/s, none broke; 166,667 are asked for; the harness itself carries no more",
  );
  const [none] = throughputCells([{
    ...line,
    line: { passed: null, failed: 60_000, stable: true },
  }]);
  expect(none?.reason).toBe(
    "no rate held, broke at 60,000; 166,667 are asked for",
  );
});
