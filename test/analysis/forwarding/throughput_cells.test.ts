import { expect, test } from "vitest";
import { throughputCells } from "../../../src/analysis/forwarding/throughput_cells.ts";
import type {
  RateStep,
  ThroughputLine,
} from "../../../src/analysis/forwarding/throughput_lines.ts";
import { verdict } from "../../../src/analysis/forwarding/verdicts/verdict.ts";

const REQUIRED = 166_667;

const verdicts = {
  passed: verdict("pass", "held", "p99 10 ms", { lost: 0 }),
  failed: verdict("fail", "late", "p99 was 2.79 s", { lost: 0 }),
  inconclusive: verdict("invalid", "stand-still", "machine stood still"),
};

const step = (
  rate: number,
  result: RateStep["result"],
  run_id = `${rate}-${result}`,
): RateStep => ({
  ...{ run_id, session: "s", rate, result, verdict: verdicts[result] },
  ...{ disturbed: false, p99: null },
  ...{ cpu_per_million: null, adapter_cpu_per_million: null },
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
  ...{ broke_near: null, untold: 0 },
  ...{ harness: null, harness_share: null },
  ...{ cpu_per_million: null, adapter_cpu_per_million: null },
  required: "missed",
};

test("throughputCells() says what a forwarder carries and why no more, with the run on which it rests", () => {
  expect(throughputCells([line])).toEqual([{
    ...{ system: "nats", system_version: "2.10", attribute: "throughput" },
    ...{ variant: "3 sinks", kind: "fail", code: "late" },
    reason:
      "carries 100,000 lines/s, broke at 120,000 (one run): p99 was 2.79 s; 166,667 are asked for",
    ...{ run_id: "120000-failed", n: 1, worst: 1 },
    ...{ least_lost: 0, median_lost: 0, most_lost: 0 },
    ...{ disturbed: 0, undisturbed: "fail" },
  }]);
});

test("throughputCells() never hides a run that failed at the required rate", () => {
  const [cell] = throughputCells([{
    ...line,
    steps: [
      step(REQUIRED, "passed", "r1"),
      step(REQUIRED, "failed", "r2"),
      step(REQUIRED, "passed", "r3"),
    ],
    line: { passed: REQUIRED, failed: null, stable: false },
    required: "met",
  }]);
  expect(cell).toMatchObject({
    ...{ kind: "fail", run_id: "r2", n: 3, worst: 1 },
    reason:
      "carries 166,667 lines/s, none broke; 166,667 are asked for, at which 1 of 3 runs failed: p99 was 2.79 s",
  });
});

test("throughputCells() does not hold it against a forwarder that a run broke at more than is asked for", () => {
  const steps = [
    step(173_400, "passed", "r1"),
    step(2_000_000, "passed", "r2"),
    step(2_000_000, "failed", "r3"),
    step(2_000_000, "passed", "r4"),
    step(2_400_000, "failed", "r5"),
  ];
  const met = {
    ...line,
    line: { passed: 2_000_000, failed: 2_400_000, stable: true },
    required: "met",
  } as const;
  const [cell] = throughputCells([{ ...met, steps }]);
  expect(cell).toMatchObject({
    ...{ kind: "pass", n: 3, worst: 3 },
    reason:
      "carries 2,000,000 lines/s, broke at 2,400,000 (one run); 166,667 are asked for",
  });
  const [lowest] = throughputCells([{
    ...met,
    steps: [...steps, step(173_400, "failed", "r6")],
  }]);
  expect(lowest).toMatchObject({ kind: "fail", run_id: "r6", n: 4, worst: 1 });
  expect(lowest?.reason).toMatch(
    /166,667 are asked for, and at 173,400 1 of 2 runs failed: p99/,
  );
});

test("throughputCells() rests on the run that missed its limits most", () => {
  const late = (run_id: string, extent: number) => ({
    ...step(120_000, "failed", run_id),
    verdict: verdict("fail", "late", `p99 was ${extent} s`, {
      lost: 0,
      extent,
    }),
  });
  const [cell] = throughputCells([{
    ...line,
    broke_runs: { n: 3, held: 0 },
    steps: [late("r1", 1.6), late("r2", 2.41), late("r3", 1.9)],
  }]);
  expect(cell).toMatchObject({
    ...{ run_id: "r2", n: 3, worst: 3 },
    reason:
      "carries 100,000 lines/s, broke at 120,000, in the worst of 3 runs: p99 was 2.41 s; 166,667 are asked for",
  });
});

test("throughputCells() rests on the runs at the required rate where the line breaks below it", () => {
  const steps = [
    step(REQUIRED, "failed", "r1"),
    step(REQUIRED, "failed", "r2"),
    step(100_000, "passed", "r3"),
    step(120_000, "failed", "r4"),
  ];
  expect(throughputCells([{ ...line, steps }])[0]).toMatchObject({
    ...{ kind: "fail", run_id: "r1", n: 2, worst: 2 },
    reason:
      "carries 100,000 lines/s, broke at 120,000 (one run); 166,667 are asked for, at which 2 of 2 runs failed: p99 was 2.79 s",
  });
  const [held] = throughputCells([{
    ...line,
    steps: [step(REQUIRED, "passed", "r5"), ...steps.slice(2)],
  }]);
  expect(held).toMatchObject({ kind: "fail", run_id: "r4", n: 1, worst: 1 });
});

test("throughputCells() counts runs in which the forwarder ended, though they enter no line", () => {
  const died = {
    ...step(REQUIRED, "inconclusive", "r1"),
    verdict: verdict("fail", "died", "forwarder ended by itself"),
  };
  const [cell] = throughputCells([{
    ...{ ...line, steps: [died], required: "unknown" },
    line: { passed: null, failed: null, stable: true },
  }]);
  expect(cell).toMatchObject({ kind: "fail", code: "died", n: 1 });
});

test("throughputCells() knows that it is the harness which carries no more", () => {
  const [cell] = throughputCells([{
    ...line,
    ...{ sinks: 1, required: "met", harness_share: 0.95 },
    harness: { passed: 190_000, failed: 200_000, stable: true },
    steps: [step(180_000, "passed")],
    line: { passed: 180_000, failed: null, stable: true },
  }]);
  expect(cell).toMatchObject({ kind: "pass", variant: "1 sink", n: 1 });
  expect(cell?.reason).toBe(
    "carries 180,000 lines/s, none broke; 166,667 are asked for; the harness itself carries no more",
  );
  const [both] = throughputCells([{
    ...line,
    ...{ sinks: 1, required: "met", harness_share: 1 },
    harness: { passed: 180_000, failed: null, stable: true },
    steps: [step(180_000, "passed")],
    line: { passed: 180_000, failed: null, stable: true },
  }]);
  expect(both?.reason).toMatch(/none broke; .*; no higher rate was run$/);
  const [none] = throughputCells([{
    ...line,
    steps: [step(60_000, "failed")],
    line: { passed: null, failed: 60_000, stable: true },
  }]);
  expect(none?.reason).toBe(
    "no rate held, broke at 60,000 lines/s (one run): p99 was 2.79 s; 166,667 are asked for",
  );
  const [untold] = throughputCells([{
    ...line,
    steps: [step(60, "failed"), step(35, "inconclusive")],
    line: { passed: null, failed: 60, stable: true },
    untold: 1,
  }]);
  expect(untold?.reason).toBe(
    "no rate is known to hold, broke at 60 lines/s (one run, 1 lower rate does not tell): p99 was 2.79 s; 166,667 are asked for",
  );
});

test("throughputCells() gives the reason of a run that had the machine to itself, or says that none had", () => {
  const shared = { ...step(120_000, "failed", "r0"), disturbed: true };
  const calm = { ...step(120_000, "failed", "r1") };
  const cellOf = (...steps: readonly RateStep[]) =>
    throughputCells([{
      ...{ ...line, steps: [step(100_000, "passed"), ...steps] },
      broke_runs: { n: steps.length, held: 0 },
    }])
      .map(({ run_id, reason }) => [run_id, reason.split(", ").slice(1)])[0];
  expect(cellOf(shared)).toEqual(["r0", [
    "broke at 120,000 (one run): p99 was 2.79 s; this run shared the machine; 166,667 are asked for",
  ]]);
  expect(cellOf(shared, calm)).toEqual(["r1", [
    "broke at 120,000",
    "in the only run that had the machine to itself: p99 was 2.79 s; 166,667 are asked for",
  ]]);
  expect(cellOf(shared, calm, { ...calm, run_id: "r2" })).toEqual(["r1", [
    "broke at 120,000",
    "in the worst of 2 runs that had the machine to themselves: p99 was 2.79 s; 166,667 are asked for",
  ]]);
});

test("throughputCells() says where a line rests on one run, or on runs that were near the limit", () => {
  const reasonOf = (n: number, beyond: number | null) =>
    throughputCells([{
      ...line,
      broke_runs: { n, held: 0 },
      broke_near: beyond === null ? null : { codes: ["late"], beyond },
    }])[0]?.reason;
  const text = (evidence: string) =>
    expect.stringContaining(`broke at 120,000${evidence}: p99`);
  expect(reasonOf(1, 0.004)).toEqual(
    text(" (one run, p99 within 0.4 % of its limit)"),
  );
  expect(reasonOf(2, 0.004)).toEqual(text(" (p99 within 0.4 % of its limit)"));
  expect(reasonOf(1, null)).toEqual(text(" (one run)"));
  expect(reasonOf(2, null)).toEqual(text(""));
});
