import { expect, test } from "vitest";
import { forwardingAnswer } from "../../../src/analysis/answers/forwarding_answer.ts";
import { throughputCells } from "../../../src/analysis/forwarding/throughput_cells.ts";
import type { ThroughputLine } from "../../../src/analysis/forwarding/throughput_lines.ts";
import { verdict } from "../../../src/analysis/forwarding/verdicts/verdict.ts";
import { answer } from "../../../src/report/mod.ts";

const RATE = 166_667;

const lineOf = (system: string, holds: boolean): ThroughputLine => ({
  ...{ system, system_version: "1", sinks: 3 },
  steps: [{
    ...{ run_id: system, session: "s", rate: RATE, disturbed: false, p99: 1 },
    result: holds ? "passed" : "failed",
    verdict: verdict(holds ? "pass" : "fail", "x", "reason", {
      lost: 0,
    }),
    ...{ cpu_per_million: null, adapter_cpu_per_million: null },
  }],
  line: {
    ...{ passed: holds ? RATE : null, failed: holds ? null : RATE },
    stable: true,
  },
  held_runs: { n: 1, held: 1 },
  broke_runs: { n: 1, held: 0 },
  ...{ broke_near: null, untold: 0 },
  ...{ harness: null, harness_share: null },
  ...{ cpu_per_million: null, adapter_cpu_per_million: null },
  required: holds ? "met" : "missed",
});

test("forwardingAnswer() names all that carry the highest rate, and counts those that pass", () => {
  const lines = [
    lineOf("embedded", true),
    lineOf("kafka", true),
    lineOf("nats", true),
    lineOf("syslog-ng", false),
  ];
  const { verdict, tiles } = answer(forwardingAnswer({
    ...{ lines, cells: throughputCells(lines), runs: [], variants: [] },
    revisions: [],
  }));
  expect(tiles[2]).toMatchObject({
    ...{ label: "Throughput: passed", value: "2 of 3", n: "3 runs" },
    interval: "kafka, nats carry 10 M lines/min to 3 sinks",
  });
  expect(verdict).toContain("None of 3 forwarders is shown to pass");
  const none = lineOf("syslog-ng", false);
  const failed = answer(forwardingAnswer({
    ...{ lines: [none], cells: throughputCells([none]), runs: [] },
    ...{ variants: [], revisions: [] },
  }));
  expect(failed.tiles[2]).toMatchObject({ value: "0 of 1", interval: "" });
});

test("forwardingAnswer() says where a forwarder that passed with three sinks failed with another number", () => {
  const lines = [
    lineOf("nats", true),
    { ...lineOf("nats", false), sinks: 1 },
    { ...lineOf("flume", false), sinks: 1 },
    lineOf("flume", false),
  ];
  const { limits } = answer(forwardingAnswer({
    ...{ lines, cells: throughputCells(lines), runs: [], variants: [] },
    revisions: [],
  }));
  expect(limits.map(({ label }) => label))
    .toEqual([
      "nats, 1 sink: 1 of 1 runs failed throughput",
      "no forwarder has more than 1 run a case",
      "8 questions without an answer",
      "one machine a run, loopback, short outages",
    ]);
});
