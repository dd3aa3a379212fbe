import { expect, test } from "vitest";
import {
  type Validity,
  validity,
  validityOf,
} from "../../../src/analysis/validity/validity.ts";
import type {
  Event,
  Operation,
  Rows,
  Run,
  Sample,
} from "../../../src/record/mod.ts";
import type { Store } from "../../../src/store/mod.ts";
import {
  toTestEvent,
  toTestQuery,
  toTestSeries,
  toTime,
} from "../../testing/monitoring_rows.ts";
import {
  toTestOperation,
  toTestParam,
  toTestRun,
  withTestStore,
} from "../../testing/records.ts";

/** Creates our own one-minute run: started at 03:00:00, measured from 03:00:10. */
function toRun(options: Partial<Run> = {}, id = "r"): Run {
  return toTestRun(id, {
    mode: "real",
    started_at: "2026-01-02T03:00:00.000Z",
    ended_at: "2026-01-02T03:01:20.000Z",
    ...options,
  });
}

const phases: readonly Event[] = [
  toTestEvent("phase", "warm_up", { at: -10 }),
  toTestEvent("phase", "measure"),
  toTestEvent("phase", "cool_down", { at: 60 }),
  toTestEvent("phase", "tear_down", { at: 62 }),
];

/** Ten operations per second, from the warm-up to the end. */
const load: readonly Operation[] = Array.from(
  { length: 650 },
  (_, i) =>
    toTestOperation("r", { kind: "put", started_at: toTime(i / 10 - 5) }),
);

interface RunContent {
  readonly run?: Partial<Run>;
  readonly operations?: readonly Operation[];
  readonly samples?: readonly Sample[];
  /** In addition to the phases. */
  readonly events?: readonly Event[];
  readonly phases?: readonly Event[];
  readonly warnings?: Rows["warnings"];
}

/** Returns the validity of a run with this content. */
async function validityWith(content: RunContent): Promise<Validity> {
  const { run = {}, operations = load, samples = [], events = [] } = content;
  const results: Validity[] = [];
  await withTestStore([[toRun(run), {
    operations,
    samples,
    events: [...content.phases ?? phases, ...events],
    warnings: content.warnings ?? [],
  }]], async (store) => {
    results.push(...(await validity(store, "kv")).values());
  });
  return results[0]!;
}

async function reasons(content: RunContent): Promise<string[]> {
  return (await validityWith(content)).reasons
    .map(({ severity, code, text }) => `${severity} ${code}: ${text}`);
}

const setting = (entries: Record<string, string | number>) => ({
  params: Object.entries(entries)
    .map(([key, value]) => toTestParam(key, value)),
});

/** Samples of the machine, one per second, except between two times. */
function hostSamples(from: number, until: number): Sample[] {
  return toTestSeries("host", "cores", { values: Array(75).fill(2) })
    .map((sample, i) => ({ ...sample, at: toTime(i - 10) }))
    .filter((_, i) => i - 10 <= from || i - 10 >= until);
}

test("validity() returns no reasons for a sound run", async () => {
  expect(await validityWith({ samples: hostSamples(0, 0) })).toEqual({
    run_id: "r",
    status: "ok",
    stored_status: "ok",
    reasons: [],
    background_load: null,
    disturbed: false,
  });
});

test("validity() finds a stand-still of the machine within the measured time only", async () => {
  const text =
    "invalid stand-still: the machine stood still: no sample of it for 16 s";
  expect(await reasons({ samples: hostSamples(20, 36) })).toEqual([text]);
  // Only the measured part of a stand-still counts; one in the warm-up does not.
  expect(await reasons({ samples: hostSamples(-8, 0) })).toEqual([]);
  expect((await reasons({ samples: hostSamples(-8, 5) }))[0])
    .toContain("no sample of it for 5 s");
});

test("validity() reads events of the lab; that of a stand-still is recorded at its end", async () => {
  const still = (at: number, subject = "runner") =>
    toTestEvent("stand_still", subject, { at, data: { seconds: 3 } });
  const withEvent = (event: Event) => reasons({ events: [event] });
  const text = "invalid stand-still: runner stood still for 3.0 s";
  expect(await withEvent(still(-1))).toEqual([]);
  expect(await withEvent(still(1))).toEqual([text]);
  expect(await withEvent(still(62))).toEqual([text]);
  expect(await withEvent(still(65))).toEqual([]);
  // The generator is a thread of the runner, and is delayed a little more.
  const generator = {
    ...still(20, "generator-0"),
    data: '{"seconds":3.04}',
  };
  expect(await reasons({ events: [generator, still(20)] }))
    .toEqual(["invalid stand-still: runner stood still for 3.0 s"]);
  expect(await withEvent(generator))
    .toEqual(["invalid stand-still: generator-0 stood still for 3.0 s"]);
  const set = (at: number) =>
    toTestEvent("clock_jump", "machine", { at, data: { seconds: -3600 } });
  expect(await withEvent(set(-5))).toEqual([]);
  expect(await withEvent(set(20)))
    .toEqual(["invalid clock-jump: the machine's clock was set by -3600 s"]);
});

test("validity() ignores a stand-still injected as the fault", async () => {
  const events = [
    toTestEvent("fault", "node-1", { at: 10 }),
    toTestEvent("stand_still", "node-1", { at: 20, data: { seconds: 5 } }),
  ];
  expect(await reasons({ run: setting({ fault: "pause" }), events })).toEqual(
    [],
  );
});

test("validity() fails a run if a node exits that no fault targets", async () => {
  const died = (at: number) =>
    toTestEvent("died", "node-1", { at, detail: "SIGSEGV: ready" });
  const text = "failed died: node-1 ended by itself: SIGSEGV: ready";
  const result = await validityWith({ events: [died(20)] });
  expect([result.status, result.stored_status]).toEqual(["failed", "ok"]);
  expect(await reasons({ events: [died(20)] })).toEqual([text]);
  const faults = [
    toTestEvent("phase", "fault", { at: 30 }),
    toTestEvent("fault", "node-1", { at: 30 }),
  ];
  const run = setting({ fault: "kill-follower" });
  expect(await reasons({ run, events: [...faults, died(31)] })).toEqual([]);
  expect(await reasons({ run, events: [...faults, died(20)] })).toEqual([text]);
  const again = toTestEvent("died", "node-1", { at: 25, detail: "exit 1" });
  expect(await reasons({ events: [again, died(20)] })).toEqual([
    "failed died: node-1 ended by itself 2 times, first: SIGSEGV: ready",
  ]);
});

test("validity() finds a load that began late, ended early or was missing", async () => {
  const between = (from: number, until: number) =>
    load.filter((_, i) => i / 10 - 5 >= from && i / 10 - 5 < until);
  expect(await reasons({ operations: between(5, 60) }))
    .toEqual(["invalid load-late: the load began 5 s after the measuring"]);
  expect(await reasons({ operations: between(-5, 40) }))
    .toEqual(["invalid load-early: the load ended 20 s before the measuring"]);
  // The last request to a hanging server is in flight until the end.
  const hanging = between(-5, 40).map((operation, i, all) =>
    i + 1 < all.length
      ? operation
      : { ...operation, duration_s: null, outcome: "unfinished" as const }
  );
  expect(await reasons({ operations: hanging })).toEqual([]);
  expect(await reasons({ operations: [] }))
    .toEqual(["invalid nothing-due: no operation was due"]);
  // The events of the generator take precedence.
  const events = [toTestEvent("load_started", "generator", { at: 7 })];
  expect(await reasons({ events }))
    .toEqual(["invalid load-late: the load began 7 s after the measuring"]);
});

test("validity() finds phases that were cut short or took longer", async () => {
  expect(await reasons({ run: setting({ duration: 90 }) }))
    .toEqual(["invalid cut-short: cut short: measure 60 of 90 s"]);
  expect(await reasons({ run: setting({ duration: 50 }) }))
    .toEqual(["doubtful overrun: took longer: measure 60 instead of 50 s"]);
  expect(await reasons({ phases: phases.slice(0, 1) })).toEqual([
    "invalid not-measured: the phase measure was never reached",
  ]);
});

test("validity() computes background load from nodes and generator, null if a node is unknown", async () => {
  const samples = (nodes: number) => [
    ...hostSamples(0, 0),
    ...toTestSeries("host", "cpu", { values: Array(60).fill(0.9) }),
    ...toTestSeries("generator", "cpu", { values: Array(60).fill(0.2) }),
    ...Array.from(
      { length: nodes },
      (_, i) =>
        toTestSeries(`node-${i}`, "cpu", { values: Array(60).fill(0.4) }),
    ).flat(),
    ...toTestSeries("generator", "event_loop_lag", {
      values: Array(60).fill(0.001),
    }),
  ];
  const run = setting({ nodes: 2 });
  const result = await validityWith({ run, samples: samples(2) });
  expect(result.background_load).toBeCloseTo(2 * 0.9 - 0.2 - 2 * 0.4, 9);
  expect(result.disturbed).toBe(true);
  expect(result.reasons.map(({ code }) => code)).toEqual(["foreign-load"]);
  // One of two nodes was not sampled, so its share is unknown.
  expect(await validityWith({ run, samples: samples(1) }))
    .toMatchObject({ background_load: null, disturbed: false });
  // A node that ran half of the time counts half.
  const half = samples(2).filter(({ source, at }) =>
    source !== "node-1" || (at ?? "") < toTime(30)
  );
  expect((await validityWith({ run, samples: half })).background_load)
    .toBeCloseTo(2 * 0.9 - 0.2 - 0.4 - 0.2, 9);
  // Components of a control plane have names of their own.
  const named = samples(2).map((sample) => ({
    ...sample,
    source: sample.source.replace("node-0", "bbs").replace("node-1", "kwok"),
  }));
  const components = await validityWith({
    run: { ...run, params: run.params.filter(({ key }) => key !== "nodes") },
    samples: named,
  });
  expect(components.background_load).toBeCloseTo(2 * 0.9 - 0.2 - 2 * 0.4, 9);
});

test("validity() marks concurrent runs on one machine with each other, across experiments", () =>
  withTestStore(
    [
      ["a", "03:00:00", "03:10:00", "kv", {}],
      ["b", "03:05:00", "03:15:00", "other", {}],
      ["c", "03:10:00", "03:12:00", "kv", {}],
      ["d", "03:05:00", "03:06:00", "kv", { cores: 8 }],
      ["e", "04:00:00", "04:06:00", "kv", {}],
    ].map(([id, from, until, experiment, environment]) => [
      toRun({
        experiment: String(experiment),
        environment: { cores: 2, ...environment as object },
        started_at: `2026-01-02T${from}.000Z`,
        ended_at: `2026-01-02T${until}.000Z`,
      }, String(id)),
      {
        operations: load.map((row) => ({ ...row, run_id: String(id) })),
        events: phases.map((row) => ({ ...row, run_id: String(id) })),
      },
    ]),
    async (store) => {
      const beside = async (store: Store, experiment: string) =>
        [...(await validity(store, experiment)).values()].map((
          { run_id, status, reasons },
        ) => [run_id, status, ...reasons.map(({ text }) => text)]);
      expect(await beside(store, "kv")).toEqual([
        ["a", "ok", "ran beside b"],
        // It begins as a ends.
        ["c", "ok", "ran beside b"],
        ["d", "ok"],
        ["e", "ok"],
      ]);
      const found = (await validity(store, "other")).get("b");
      expect(found?.reasons.map(({ runs }) => runs)).toEqual([["a", "c"]]);
      expect(await beside(store, "other"))
        .toEqual([["b", "ok", "ran beside a, c"]]);
    },
  ));

test("validity() reads concurrent runs and warnings recorded by the lab", async () => {
  const events = [toTestEvent("beside", "x", { at: 5, detail: "kv, pid 7" })];
  expect(await reasons({ events })).toEqual(["doubtful beside: ran beside x"]);
  const warnings = [{
    ...{ run_id: "r", stage: "lab", code: "generator-late", place: "", n: 1 },
    message: "3 % of requests were started more than 50 ms late",
  }];
  expect(await reasons({ warnings })).toEqual([
    "doubtful lab-warned: 3 % of requests were started more than 50 ms late",
  ]);
  const ofWorkers = [
    ...["worker-lost", "worker-saturated", "worker-clock"],
    "worker-unexpected",
  ].map((code) => ({
    ...{ run_id: "r", stage: "lab", code, place: "", n: 1, message: code },
  }));
  expect(await reasons({ warnings: ofWorkers })).toEqual([
    "doubtful lab-warned: worker-clock; worker-lost; worker-saturated; worker-unexpected",
  ]);
});

test("validityOf() throws for a run of another experiment", () =>
  withTestStore(
    [[toRun(), { operations: load, events: phases }]],
    async (store) => {
      const validities = await validity(store, "kv");
      expect(validityOf(validities, "r").status).toBe("ok");
      expect(() => validityOf(validities, "x")).toThrow(
        "Cannot judge run x as it is not of the queried experiment",
      );
    },
  ));

/** Settings of a query load on a server with six targets. */
const server = setting({
  ...{ users: 10, targets: 6, scrape_interval: 15, cpu_limit: 1 },
});
const queries = Array.from({ length: 120 }, (_, i) => toTestQuery(i / 2));

test("validity() tolerates failed queries of a busy server: a query load searches for them", async () => {
  const failing = queries.map((query) => ({
    ...query,
    outcome: "failed" as const,
    error: "503 timeout: query timed out",
    code: "503",
  }));
  expect(await reasons({ run: server, operations: queries })).toEqual([]);
  expect(await reasons({ run: server, operations: failing })).toEqual([]);
});

test("validity() finds malformed queries, whose fast errors would lower latency", async () => {
  const wrong = toTestQuery(3, {
    outcome: "failed",
    error: "400 bad_data: invalid parameter",
    code: "400",
    duration_s: 0.001,
  });
  expect(await reasons({ run: server, operations: [...queries, wrong] }))
    .toEqual([
      "invalid queries-wrong: 1 of 121 queries were refused as wrong: 400 bad_data: invalid parameter",
    ]);
});

test("validity() finds empty results, except within five seconds and two scrapes of an outage", async () => {
  const empty = Array.from(
    { length: 5 },
    (_, i) =>
      toTestQuery(20 + i, { outcome: "miss", error: "an empty result" }),
  );
  const operations = [...queries, ...empty];
  expect(await reasons({ run: server, operations })).toEqual([
    "invalid answers-empty: 5 of 125 queries had an empty answer",
  ]);
  const outage = [
    toTestEvent("down", "prometheus", { at: 15 }),
    toTestEvent("up", "prometheus", { at: 17 }),
  ];
  expect(await reasons({ run: server, operations, events: outage })).toEqual(
    [],
  );
  // Down before the phase, up at its start: with a scrape interval of 1 s the targets are known at 7 s.
  const before = [
    toTestEvent("down", "prometheus", { at: -2 }),
    toTestEvent("up", "prometheus", { at: 0 }),
  ];
  const run = setting({ users: 10, targets: 6, scrape_interval: 1 });
  const at = (second: number) =>
    reasons({
      ...{ run, events: before },
      operations: [
        ...queries,
        toTestQuery(second, { outcome: "miss" }),
        toTestQuery(second, { outcome: "miss" }),
      ],
    });
  expect(await at(6.9)).toEqual([]);
  expect(await at(7.1)).toEqual([
    "invalid answers-empty: 2 of 108 queries had an empty answer",
  ]);
});

test("validity() finds a full disk", async () => {
  const samples = toTestSeries("prometheus", "storage_free", {
    values: [1e9, 1e6, 4096, 0],
    every: 5,
  });
  expect(await reasons({ run: server, operations: queries, samples })).toEqual([
    "invalid disk-full: the disk with the server's data was full: 0 B were left on it",
  ]);
  expect(
    await reasons({
      run: server,
      operations: queries,
      samples: samples.slice(0, 2),
    }),
  ).toEqual([]);
});

test("validity() finds a silent target, unless it recovered before the phase or the server was saturated", async () => {
  const down = (at: number, detail: string) =>
    toTestEvent("down", "127.0.0.1:9001", { at, detail });
  const withEvents = (events: readonly Event[], cpu = 0.2) =>
    reasons({
      ...{ run: server, operations: queries, events },
      samples: toTestSeries("prometheus", "cpu", { values: [cpu, cpu] }),
    });
  const text = (detail: string) => [
    `invalid targets-silent: 1 of 6 targets stopped answering: 127.0.0.1:9001 ${detail}`,
  ];
  const fell = down(-5, "connection refused");
  const rose = toTestEvent("up", "127.0.0.1:9001", { at: -1 });
  expect(await withEvents([fell])).toEqual(text("connection refused"));
  expect(await withEvents([fell, down(3, "again")])).toEqual(
    text("connection refused"),
  );
  expect(await withEvents([fell, rose])).toEqual([]);
  const slow = {
    ...down(30, "context deadline exceeded"),
    data: '{"code":"timeout"}',
  };
  expect(await withEvents([slow])).toEqual(text("context deadline exceeded"));
  expect(await withEvents([slow], 0.9)).toEqual([]);
});
