import { expect, test } from "vitest";
import {
  checkIntegrity,
  summariseChecks,
} from "../../../src/analysis/integrity/integrity.ts";
import {
  type RunFacts,
  runFacts,
} from "../../../src/analysis/integrity/run_facts.ts";
import {
  toTestOperation,
  toTestParam,
  toTestReported,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";
import { sound } from "../../testing/validity.ts";

const at = (second: number) =>
  new Date(Date.UTC(2026, 0, 2) + Math.round(second * 1000)).toISOString();

const noFacts: RunFacts = {
  run_id: "r",
  case_id: "c",
  tool: "t",
  ...sound,
  source: "",
  loop: null,
  policy: null,
  session: null,
  order: null,
  nodes: null,
  workers: null,
  value_size: null,
  threads: null,
  duration: null,
  seconds: null,
  watched: null,
  attempted: null,
  ok: null,
  degraded: null,
  missed: null,
  rejected: null,
  reads: null,
  hits: null,
  mean_latency: null,
  max_latency: null,
  p99: null,
  rate: null,
  nodes_used: null,
  busiest: null,
  workers_seen: null,
  bytes_seen: null,
  nodes_sampled: null,
  unexpected_nodes: null,
  generator_cpu: null,
  host_cpu: null,
  cores: null,
  target: null,
  system_version: "",
  reported_success: null,
  reported_total: null,
  reported_failed: null,
  order_correlation: null,
  repetitions: 1,
  mislabelled: 0,
};

function find(facts: Partial<RunFacts>, check: string) {
  return checkIntegrity([{ ...noFacts, ...facts }])
    .find((finding) => finding.check === check);
}

test("checkIntegrity() returns unknown for facts not recorded, never pass", () => {
  const unknown = checkIntegrity([noFacts])
    .filter(({ result }) => result === "unknown").map(({ check }) => check);
  expect(unknown).toEqual([
    "Little's law",
    "throughput",
    "success",
    "hits",
    "latency",
    "percentiles",
    "spread",
    "configuration",
    "monitoring",
    "generator",
    "machine",
    "host",
    "rate limit",
    "units",
    "order",
  ]);
});

test("checkIntegrity() finds published values that contradict each other", () => {
  // A published quick test: 25 workers, 47.45 requests/s, 523,847 ns.
  expect(
    find(
      { workers: 25, rate: 47.45, mean_latency: 523_847e-9 },
      "Little's law",
    ),
  ).toMatchObject({
    result: "fail",
    text:
      "25 workers; rate × latency = 0.0249, right if latency were 1,000 times as long: a unit slip, such as microseconds labelled nanoseconds",
  });
  // Measured: 25 workers, 1,855 requests/s; 25 / 1855 s is 13.5 ms.
  expect(
    find({ workers: 25, rate: 1855, mean_latency: 0.0134 }, "Little's law"),
  ).toMatchObject({ result: "pass" });
});

test.each<[string, number, string]>([
  ["milliseconds taken for nanoseconds", 0.0134e-6, "such as milliseconds"],
  ["microseconds taken for milliseconds", 13.4, "right if latency were 1 / 1"],
  ["unrelated to units", 0.0134 / 30, "factor of 30.2, which no power"],
  ["ten times off", 0.0134 * 10, "factor of 9.94, which no power"],
])(
  "checkIntegrity() reports why Little's law is violated: %s",
  (_, mean, text) => {
    expect(
      find({ workers: 25, rate: 1855, mean_latency: mean }, "Little's law"),
    ).toMatchObject({ result: "fail", text: expect.stringContaining(text) });
  },
);

test("checkIntegrity() counts a unit slip that Little's law reveals once", () => {
  const failed = (mean_latency: number) =>
    checkIntegrity([{ ...noFacts, workers: 25, rate: 1855, mean_latency }])
      .filter(({ result }) => result === "fail").map(({ check }) => check);
  expect(failed(0.0134e-3)).toEqual(["Little's law"]);
  expect(failed(0.0134)).toEqual([]);
  // Little's law holding does not prove the labels.
  expect(find({ workers: 25, rate: 1855, mean_latency: 0.0134 }, "units"))
    .toMatchObject({
      result: "unknown",
      text:
        "what would contradict a label, but for Little's law, is not recorded",
    });
});

test("checkIntegrity() returns given where our own runs could not have failed", () => {
  const own = checkIntegrity([{ ...noFacts, attempted: 10, rejected: 0 }]);
  const given = own.filter(({ result }) => result === "given");
  expect(given.map(({ check }) => check))
    .toEqual(["throughput", "success", "latency", "units"]);
  for (const { text } of given) expect(text).toMatch(/^by construction: /);
  for (const loop of ["constant", "thinking"]) {
    expect(find({ loop, workers: 9, rate: 1 }, "Little's law"))
      .toMatchObject({ result: "given" });
  }
});

test("checkIntegrity() checks background load", () => {
  const check = (background_load: number) =>
    find({ cores: 2, background_load }, "machine");
  expect(check(0.1)).toMatchObject({
    result: "pass",
    text: "0.10 of 2 cores went to others",
  });
  expect(check(0.3)?.result).toBe("warn");
  expect(check(0.52)).toMatchObject({
    result: "fail",
    text: "0.52 of 2 cores went to others",
  });
});

test("checkIntegrity() finds failures counted as throughput", () => {
  // A node that had crashed: 92,672 requests in 10.19 s, all failed, 9,091 a second reported.
  const crashed = { seconds: 10.19, rate: 9091, reported_total: 92_672 };
  expect(find({ ...crashed, reported_failed: 92_672 }, "throughput"))
    .toMatchObject({ result: "fail" });
  expect(find({ ...crashed, reported_failed: 0 }, "throughput"))
    .toMatchObject({ result: "pass" });
});

test.each<[string, Partial<RunFacts>, string]>([
  ["hits", { attempted: 308, reads: 308, hits: 0 }, "fail"],
  ["hits", { attempted: 308, reads: 308, hits: 308 }, "pass"],
  ["rate limit", { attempted: 24_228, rejected: 23_180 }, "fail"],
  ["rate limit", { attempted: 24_228, rejected: 0 }, "pass"],
  ["spread", { nodes: 3, nodes_used: 1, busiest: 1 }, "fail"],
  ["spread", { nodes: 3, nodes_used: 1, busiest: 1, policy: "first" }, "warn"],
  ["spread", { nodes: 3, nodes_used: 3, busiest: 0.34 }, "pass"],
  ["latency", { reported_success: 0.9, mean_latency: 1 }, "warn"],
  ["percentiles", { p99: 7, max_latency: 6, seconds: 60 }, "fail"],
  ["percentiles", { max_latency: 100, seconds: 60 }, "fail"],
  ["percentiles", { p99: 5, max_latency: 6, seconds: 60 }, "pass"],
  ["percentiles", { max_latency: 39, seconds: 15, watched: 90 }, "pass"],
  ["percentiles", { max_latency: 200, seconds: 15, watched: 90 }, "fail"],
  ["generator", { generator_cpu: 0.95 }, "fail"],
  ["generator", { generator_cpu: 0.95, threads: 2 }, "pass"],
  ["host", { host_cpu: 0.97 }, "warn"],
  [
    "monitoring",
    { nodes_sampled: 3, nodes_used: 3, unexpected_nodes: 1 },
    "fail",
  ],
  ["units", { mislabelled: 4 }, "fail"],
  ["repetitions", { repetitions: 2 }, "pass"],
  ["order", { session: "s", order_correlation: 0.97 }, "warn"],
  ["order", { session: "s", order_correlation: 0.2 }, "pass"],
])("checkIntegrity() checks %s of %j: %s", (check, facts, result) => {
  expect(find(facts, check)).toMatchObject({ result });
});

test("summariseChecks() counts runs by result and shows the first of the worst", () => {
  const summary = summariseChecks(checkIntegrity([
    { ...noFacts, run_id: "a", host_cpu: 0.1 },
    { ...noFacts, run_id: "b", host_cpu: 0.95 },
    { ...noFacts, run_id: "c", host_cpu: 0.99 },
    { ...noFacts, run_id: "d" },
  ]));
  expect(summary.find(({ check }) => check === "host")).toMatchObject({
    pass: 1,
    warn: 2,
    fail: 0,
    unknown: 1,
    worst: { run_id: "b" },
  });
  expect(summariseChecks([])[0]).toMatchObject({ pass: 0, worst: null });
});

test("runFacts() reads facts from the rows, not from the configuration", () =>
  withTestStore([[
    toTestRun("r1", {
      params: [
        toTestParam("nodes", 3),
        toTestParam("workers", 4),
        toTestParam("value_size", 1024),
        toTestParam("duration", 10),
        toTestParam("loop", "closed"),
      ],
    }),
    {
      events: [["measure", 0], ["cool_down", 10]].map(([subject, second]) => ({
        run_id: "r1",
        at: at(Number(second)),
        kind: "phase",
        subject: String(subject),
        detail: "",
        data: "{}",
      })),
      operations: Array.from({ length: 40 }, (_, i) =>
        toTestOperation("r1", {
          kind: i % 4 === 0 ? "get" : "put",
          subject: "node-0",
          worker: `w${i % 2}`,
          started_at: at(i / 5),
          duration_s: 0.5,
          bytes: 512,
          outcome: i % 4 === 0 && i > 0 ? "miss" : "ok",
        })),
      samples: [
        ["node-0", "cpu", 0.5],
        ["node-9", "cpu", 0.5],
        ["generator", "cpu", 0.2],
        ["host", "cpu", 0.9],
        ["host", "cores", 4],
      ].map(([source, metric, value]) => ({
        run_id: "r1",
        source: String(source),
        metric: String(metric),
        unit: "1",
        at: at(1),
        value: Number(value),
      })),
    },
  ], [toTestRun("r2", { status: "failed" }), {}]], async (store) => {
    const facts = await runFacts(store, "kv");
    expect(facts[0]).toMatchObject({
      attempted: 40,
      reads: 10,
      hits: 1,
      rate: 4,
      mean_latency: 0.5,
      nodes_used: 1,
      busiest: 1,
      workers_seen: 2,
      bytes_seen: 512,
      nodes_sampled: 2,
      unexpected_nodes: 1,
      cores: 4,
      host_cpu: 0.9,
      repetitions: 1,
    });
    const results = new Map(
      checkIntegrity(facts).map(({ check, result }) => [check, result]),
    );
    expect(Object.fromEntries(results)).toMatchObject({
      "Little's law": "fail",
      hits: "fail",
      spread: "fail",
      configuration: "fail",
      monitoring: "fail",
      repetitions: "warn",
    });
    expect(checkIntegrity(facts).filter(({ run_id }) => run_id === "r2"))
      .toEqual([]);
  }));

test("runFacts() gives another tool that drives the load the cores of the machine", () => {
  const params = [toTestParam("threads", 1)];
  const events = [
    ["phase", "measure", 0],
    ["configuration", "generator", 0],
    ["phase", "cool_down", 10],
  ].map(([kind, subject, second]) => ({
    ...{ run_id: "r2", at: at(Number(second)), detail: "", data: "{}" },
    ...{ kind: String(kind), subject: String(subject) },
  }));
  const samples = ["r1", "r2"].map((run_id) => ({
    ...{ run_id, source: "host", metric: "cores", unit: "", value: 4 },
    at: at(1),
  }));
  return withTestStore([
    [toTestRun("r1", { params }), { samples: samples.slice(0, 1) }],
    [toTestRun("r2", { params }), { events, samples: samples.slice(1) }],
  ], async (store) => {
    const facts = await runFacts(store, "kv");
    expect(facts.map(({ threads }) => threads)).toEqual([1, 4]);
  });
});

test("runFacts() counts repetitions per version and target", () =>
  withTestStore(
    (["a x", "b x", "a y", "a x", "a"] as const).map((tested, i) => {
      const [system_version = "", target] = tested.split(" ");
      return [
        toTestRun(`r${i}`, {
          system_version,
          environment: target === undefined ? {} : { target },
          mode: "imported",
        }),
        {},
      ];
    }),
    async (store) => {
      const facts = await runFacts(store, "kv");
      expect(facts.map(({ repetitions }) => repetitions))
        .toEqual([2, 1, 1, 2, 1]);
    },
  ));

test("runFacts() correlates sizes with the order of the runs", () =>
  withTestStore(
    [1, 3, 5, 7].map((nodes, i) => [
      toTestRun(`r${i}`, {
        params: [
          toTestParam("nodes", nodes),
          toTestParam("workers", 25),
          toTestParam("value_size", 1024),
          toTestParam("order", i + 1),
          toTestParam("session", "s"),
        ],
      }),
      {},
    ]),
    async (store) => {
      const [facts] = await runFacts(store, "kv");
      expect(facts?.order_correlation).toBeCloseTo(1, 9);
    },
  ));

test("runFacts() reads values reported by another tool", () =>
  withTestStore([[
    toTestRun("r1", { mode: "imported", params: [toTestParam("workers", 25)] }),
    {
      reported: [
        toTestReported("r1", { kind: "throughput", value: 47.45, unit: "1/s" }),
        toTestReported("r1", {
          kind: "latency",
          statistic: "mean",
          value: 523_847e-9,
          unit: "s",
        }),
        toTestReported("r1", { kind: "success_rate", value: 0.9993 }),
      ],
    },
  ]], async (store) => {
    const [facts] = await runFacts(store, "kv");
    expect(facts).toMatchObject({
      attempted: null,
      rate: 47.45,
      workers: 25,
      reported_success: 0.9993,
    });
  }));

test("runFacts() reads settings in base units, and of an import those that are numbers", () =>
  withTestStore([[
    toTestRun("r1", {
      mode: "imported",
      params: [
        toTestParam("workers", "1 to 1,000"),
        toTestParam("order", "NaN"),
        toTestParam("session", "s"),
        toTestParam("duration", "1", { number: 3600, unit: "s" }),
        toTestParam("nodes", "1,000", { number: 1000 }),
      ],
    }),
    {},
  ]], async (store) => {
    expect(await runFacts(store, "kv")).toMatchObject([
      { workers: null, order: null, session: "s", duration: 3600, nodes: 1000 },
    ]);
  }));
