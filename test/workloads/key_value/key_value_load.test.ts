import { expect, test } from "vitest";
import { startKeyValueLoad } from "../../../src/workloads/key_value/key_value_load.ts";
import type { LoadPlan } from "../../../src/workloads/key_value/load_plan.ts";
import type { Event, Operation } from "../../../src/record/mod.ts";
import { median, quantile } from "../../../src/statistics/mod.ts";
import { now } from "../../../src/lab/timing/wall_clock.ts";
import { drive, serveKeys, toPlan, toStart } from "../../lab/_load.ts";
import { whileQuiet } from "../../testing/quiet.ts";
import { closedPort, serveAnswers } from "../../lab/_servers.ts";
import { sleep, until } from "../../lab/_until.ts";

const seconds = ({ duration_s }: Operation) => duration_s ?? NaN;

/** End of an operation in ms, by the clock of the run. */
const toEnd = (row: Operation) => 1000 * (toStart(row) + seconds(row));

/** Kinds of events, without the stand-stills of a busy machine. */
const kindsOf = (events: readonly Event[]) =>
  events.map(({ kind }) => kind).filter((kind) => kind !== "stand_still");

test("startKeyValueLoad() keeps one request in flight per worker, by Little's law", () =>
  whileQuiet(10, async () => {
    using server = serveKeys(() => sleep(5));
    const { operations, load, samples } = await drive(
      toPlan([server.port]),
      ({ samples }) => until(() => samples.length > 0),
    );
    expect(server.most()).toBe(10);
    expect(server.counts.taken).toBe(10);
    expect(operations).toHaveLength(server.served.length);
    expect(operations.every(({ outcome }) => outcome === "ok")).toBe(true);
    // Mean in flight while all connections are open: throughput times latency.
    const spans = operations.map((row) => {
      const start = toStart(row);
      return { start, end: start + seconds(row) };
    });
    const from = Math.min(...spans.map(({ end }) => end)) + 0.1;
    const to = Math.max(...spans.map(({ end }) => end)) - 0.1;
    const within = spans.map(({ start, end }) =>
      Math.max(0, Math.min(end, to) - Math.max(start, from))
    );
    const inFlightMean = within.reduce((sum, span) => sum + span, 0) /
      (to - from);
    expect(Math.abs(inFlightMean / 10 - 1)).toBeLessThan(0.02);
    expect(Math.min(...operations.map(seconds))).toBeGreaterThan(0.005);
    const ids = operations.map(({ operation_id }) => operation_id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(load.live().ok).toBeGreaterThan(0);
    expect(samples.slice(0, 4).map(({ metric, unit }) => [metric, unit]))
      .toEqual([
        ["cpu", "1"],
        ["event_loop_lag", "s"],
        ["pacing_error", "s"],
        ["in_flight", ""],
      ]);
    const [cpu, lag, , inFlight] = samples.map(({ value }) => value);
    expect(cpu).toBeGreaterThan(0);
    expect(cpu).toBeLessThan(1.1);
    expect(lag).toBeGreaterThan(0);
    expect(inFlight).toBe(10);
  }));

test("startKeyValueLoad() keeps the share of reads, and reads only what was written", async () => {
  using server = serveKeys();
  const plan = toPlan([server.port], {
    read_share: 0.7,
    workers: 2,
    keys: 20,
  });
  const { operations, acknowledged } = await drive(
    plan,
    ({ operations }) => until(() => operations.length > 1000),
  );
  const gets = operations.filter(({ kind }) => kind === "get");
  expect(Math.abs(gets.length / operations.length - 0.7)).toBeLessThan(0.06);
  expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(
    new Set(["ok"]),
  );
  expect(operations.every(({ bytes }) => bytes === 100)).toBe(true);
  expect(acknowledged).toHaveLength(20);
});

test("startKeyValueLoad() spreads workers over threads and nodes, and keys over threads", async () => {
  using one = serveKeys(() => sleep(2));
  using two = serveKeys(() => sleep(2));
  const before = now();
  const { operations, acknowledged } = await drive(
    toPlan([one.port, two.port], { workers: 5, threads: 2, keys: 7 }),
    ({ operations }) =>
      until(() => {
        const workers = [...Map.groupBy(operations, ({ worker }) => worker)];
        return workers.length === 5 &&
          workers.every(([, { length }]) => length > 50);
      }),
  );
  const nodes = new Map(operations.map((row) => [row.worker, row.subject]));
  expect(Object.fromEntries(nodes)).toEqual({
    w0: "node-0",
    w1: "node-1",
    w2: "node-0",
    w3: "node-1",
    w4: "node-0",
  });
  expect([one.counts.taken, two.counts.taken]).toEqual([3, 2]);
  expect(one.served.length + two.served.length).toBe(operations.length);
  expect(acknowledged.map(({ key }) => key).toSorted()).toEqual(
    Array.from({ length: 7 }, (_, i) => `key-${i}`),
  );
  const starts = operations.map((row) => toStart(row) * 1000);
  expect(Math.min(...starts)).toBeGreaterThan(before - 5);
  expect(Math.max(...starts)).toBeLessThan(now() + 5);
});

test.each<[string, Partial<LoadPlan>, number]>([
  ["first", { policy: "first" }, 4],
  ["more threads than workers", { workers: 1, threads: 3 }, 1],
  ["more threads than keys", { workers: 4, threads: 4, keys: 1 }, 4],
])("startKeyValueLoad() with %s", async (name, plan, workers) => {
  using one = serveKeys(() => sleep(2));
  using two = serveKeys(() => sleep(2));
  const { operations, acknowledged } = await drive(
    toPlan([one.port, two.port], { workers: 4, ...plan }),
    ({ operations }) =>
      until(() =>
        new Set(operations.map((row) => row.worker)).size === workers
      ),
  );
  if (name === "first") expect(two.counts.taken).toBe(0);
  expect(one.counts.taken + two.counts.taken).toBe(workers);
  const keys = acknowledged.map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  expect(acknowledged.length).toBeLessThanOrEqual(plan.keys ?? 100);
  expect(operations.length).toBeGreaterThan(0);
});

test("startKeyValueLoad() of a constant rate starts requests at even times", () =>
  whileQuiet(10, async () => {
    using server = serveKeys(() => sleep(5));
    const { operations } = await drive(
      toPlan([server.port], { loop: "constant", rate: 250, workers: 50 }),
      1000,
    );
    const starts = operations.map(toStart).sort((a, b) => a - b);
    for (const [i, start] of starts.entries()) {
      expect(start).toBeCloseTo((starts[0] ?? NaN) + i / 250, 5);
    }
    // The server saw the same rate.
    const began = server.served.map(({ began }) => began).sort((a, b) => a - b);
    // The last may have been due just before the stop.
    const sent = operations.filter(({ outcome }) => outcome !== "unfinished");
    expect(began).toHaveLength(sent.length);
    // Of each hundred in a row: a thread that stood still once delays the few around it.
    const rates = began.slice(100)
      .map((time, i) => 100_000 / (time - (began[i] ?? NaN)));
    expect(Math.abs(median(rates) / 250 - 1)).toBeLessThan(0.05);
    expect(Math.min(...sent.map(seconds))).toBeGreaterThan(0.005);
  }));

test("startKeyValueLoad() in an open loop shows a stall in every request that was due during it", async () => {
  let [stalls, stalled, ended] = [false, 0, 0];
  using server = serveKeys(async () => {
    while (stalls) await sleep(1);
  });
  const plan = toPlan([server.port], {
    loop: "constant",
    rate: 100,
    workers: 5,
  });
  const { operations } = await drive(plan, async ({ operations }) => {
    await until(() => server.served.length > 20);
    [stalls, stalled] = [true, now()];
    await sleep(300);
    [stalls, ended] = [false, now()];
    // First come, first served: with these all of the stall have been.
    await until(() =>
      operations.filter((row) => toStart(row) * 1000 > ended).length > 10
    );
  });
  const during = operations.filter((row) => {
    const start = toStart(row) * 1000;
    return start > stalled + 5 && start < ended - 5;
  });
  expect(Math.abs(during.length - (ended - stalled - 10) / 10)).toBeLessThan(
    2.5,
  );
  // Nothing that was due during the stall ended before it did.
  for (const row of during) expect(toEnd(row)).toBeGreaterThan(ended - 5);
  expect(during.every(({ outcome }) => outcome === "ok")).toBe(true);
});

test("startKeyValueLoad() in a closed loop shows the same stall in one request per worker", () =>
  whileQuiet(10, async () => {
    let stalls = false;
    using server = serveKeys(async () => {
      while (stalls) await sleep(1);
      await sleep(2);
    });
    const { operations } = await drive(
      toPlan([server.port], { workers: 5 }),
      async () => {
        await until(() => server.served.length > 20);
        stalls = true;
        await sleep(400);
        stalls = false;
        await sleep(100);
      },
    );
    const slow = operations.filter((row) => seconds(row) > 0.25);
    expect(slow.map(({ worker }) => worker).sort()).toEqual(
      ["w0", "w1", "w2", "w3", "w4"],
    );
  }));

test("startKeyValueLoad() in an open loop measures the p99 that the server injects", () =>
  whileQuiet(10, async () => {
    // One response in ten is slow: so much that a wait of the generator's thread is little of it.
    using server = serveKeys((n) => sleep(n % 10 === 0 ? 1000 : 10));
    const { operations } = await drive(
      toPlan([server.port], { loop: "poisson", rate: 200, workers: 100 }),
      1200,
    );
    const p99 = (values: number[]) =>
      quantile(values.toSorted((a, b) => a - b), 0.99);
    const injected = p99(
      server.served.map(({ began, ended }) => ended - began),
    );
    expect(injected).toBeGreaterThan(999);
    const error = 1000 * p99(operations.map(seconds)) / injected - 1;
    expect(Math.abs(error)).toBeLessThan(0.05);
  }));

test("KeyValueLoad.stop() waits for the timeout of requests in flight, and leaves nothing behind", async () => {
  using server = serveAnswers([]);
  let stopped = 0;
  const { operations } = await drive(
    toPlan([server.port], {
      loop: "constant",
      rate: 100,
      workers: 3,
      timeout: 0.4,
      threads: 2,
    }),
    async () => {
      await until(() => server.counts.open === 3);
      await sleep(100);
      stopped = now();
    },
  );
  await until(() => server.counts.open === 0);
  const late = operations.filter(({ outcome }) => outcome === "timeout");
  const waiting = operations.filter(({ outcome }) => outcome === "unfinished");
  expect(late.length).toBeGreaterThanOrEqual(3);
  expect(Math.min(...late.map(seconds))).toBeGreaterThan(0.399);
  // Each worker had a request in flight at the stop.
  const after = late.filter((row) => toEnd(row) > stopped);
  expect(new Set(after.map(({ worker }) => worker))).toEqual(
    new Set(["w0", "w1", "w2"]),
  );
  expect(waiting.length).toBe(operations.length - late.length);
  expect(waiting.length).toBeGreaterThan(3);
  expect(new Set(waiting.map(({ worker }) => worker))).toEqual(
    new Set(["w0", "w1", "w2"]),
  );
});

test.each(["127.0.0.1", "localhost"])(
  "startKeyValueLoad() records each request that %s answered, on sockets of the system and of Deno",
  async (host) => {
    using server = serveKeys();
    const plan = toPlan([server.port], { threads: 2, keys: 30 });
    const endpoints = plan.endpoints.map((node) => ({ ...node, host }));
    const { operations, acknowledged } = await drive(
      { ...plan, endpoints },
      ({ operations }) => until(() => operations.length > 500),
    );
    expect(operations).toHaveLength(server.served.length);
    expect(new Set(operations.map(({ outcome }) => outcome)))
      .toEqual(new Set(["ok"]));
    expect(new Set(operations.map(({ kind }) => kind)))
      .toEqual(new Set(["put", "get"]));
    const puts = operations.filter(({ kind }) => kind === "put");
    expect(acknowledged.reduce((sum, { writes }) => sum + writes, 0))
      .toBe(puts.length);
    for (const worker of new Set(operations.map(({ worker }) => worker))) {
      const numbers = operations.filter((row) => row.worker === worker)
        .map(({ operation_id }) => Number(operation_id.split("-")[1]));
      expect(numbers).toEqual(numbers.map((_, i) => i));
    }
    await until(() => server.counts.open === 0);
  },
);

test("startKeyValueLoad() emits when all of its threads run, and when it was stopped", async () => {
  using server = serveKeys();
  const { events, load, operations } = await drive(
    toPlan([server.port], { threads: 3, workers: 3, keys: 9 }),
    async ({ load, events, operations }) => {
      await load.started;
      expect(kindsOf(events)).toEqual(["load_started"]);
      const before = operations.length;
      await until(() =>
        operations.length > before + 50 &&
        new Set(operations.map(({ worker }) => worker)).size === 3
      );
    },
  );
  expect(await load.ended).toBe("");
  expect(kindsOf(events)).toEqual(["load_started", "load_ended"]);
  for (const kind of ["load_started", "load_ended"]) {
    expect(events.find((event) => event.kind === kind))
      .toMatchObject({ subject: "generator", detail: "" });
  }
  const workers = new Set(operations.map(({ worker }) => worker));
  expect(workers.size).toBe(3);
});

test("startKeyValueLoad() emits at once that a thread failed, and stop() throws the error", async () => {
  const events: Event[] = [];
  const load = startKeyValueLoad(toPlan([1], { loop: "constant", rate: 0 }), {
    onOperations: () => {},
    onSamples: () => {},
    onEvents: (rows) => events.push(...rows),
  });
  expect(await load.ended).toMatch(/rate must be above 0/);
  await until(() => events.some(({ kind }) => kind === "load_ended"));
  expect(events.at(-1)?.detail).toMatch(/rate must be above 0/);
  await expect(load.stop()).rejects.toThrow(/rate must be above 0/);
});

test.each(["127.0.0.1", "localhost"])(
  "startKeyValueLoad() never starts with a request that cannot be sent to %s",
  async (host) => {
    const { client, endpoints, ...plan } = toPlan([1]);
    if (client.protocol !== "http") throw new Error("not HTTP");
    const load = startKeyValueLoad({
      ...plan,
      client: { ...client, put: { ...client.put, path: "/\u00fc" } },
      endpoints: endpoints.map((node) => ({ ...node, host })),
    }, { onOperations: () => {}, onSamples: () => {}, onEvents: () => {} });
    await expect(load.started).rejects.toThrow("has a non-ASCII character");
    await expect(load.stop()).rejects.toThrow("has a non-ASCII character");
  },
);

test("KeyValueLoad.stop() throws the error of a thread, once", async () => {
  await expect(drive(toPlan([1], { loop: "constant", rate: 0 }), 50)).rejects
    .toThrow(/the load generator failed: .*rate must be above 0: 0/);
});

test("KeyValueLoad.stop() throws the error of onOperations", async () => {
  using server = serveKeys();
  await using load = startKeyValueLoad(toPlan([server.port], { workers: 1 }), {
    onOperations: () => {
      throw new Error("the disk is full");
    },
    onSamples: () => {},
    onEvents: () => {},
  });
  await until(() => server.served.length > 0);
  await expect(load.stop()).rejects.toThrow("the disk is full");
});

test("startKeyValueLoad() stops in saturation, and records all that was due", async () => {
  using server = serveKeys();
  const { operations, load } = await drive(
    toPlan([server.port], { loop: "constant", rate: 2e5, workers: 2 }),
    ({ load }) => until(() => load.live().ok > 100),
  );
  const outcomes = Map.groupBy(operations, ({ outcome }) => outcome);
  expect([...outcomes.keys()].toSorted()).toEqual(["ok", "unfinished"]);
  // What waits is limited, and so is the time to stop.
  expect(outcomes.get("unfinished")?.length).toBeLessThanOrEqual(2 ** 19);
  expect(load.pacing().arrivals).toBe(operations.length);
  const ids = operations.map(({ operation_id }) => operation_id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("KeyValueLoad.pacing() counts arrivals though nothing gets a response", async () => {
  using server = serveAnswers([]);
  const { load, operations } = await drive(
    toPlan([server.port], {
      loop: "constant",
      rate: 100,
      workers: 2,
      timeout: 2,
    }),
    async ({ load, operations }) => {
      await until(() => load.pacing().arrivals > 10);
      expect(operations).toEqual([]);
    },
  );
  expect(load.pacing().arrivals).toBe(operations.length);
});

test.each([1, 2, 3])(
  "startKeyValueLoad() in an open loop round-robins requests of %i threads, though one node hangs and one is dead",
  async (threads) => {
    using server = serveKeys();
    using hangs = serveAnswers([]);
    const { operations } = await drive(
      toPlan([server.port, hangs.port, closedPort()], {
        loop: "constant",
        rate: 300,
        workers: 9,
        // In which a busy machine serves the requests to the other node.
        timeout: 1,
        threads,
      }),
      ({ operations }) =>
        until(() =>
          operations.filter(({ outcome }) => outcome === "timeout").length > 2
        ),
    );
    const nodes = Map.groupBy(operations, ({ subject }) => subject);
    const counts = [...nodes.values()].map(({ length }) => length);
    expect(counts).toHaveLength(3);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(
      threads,
    );
    const outcomes = (node: string) =>
      new Set(nodes.get(node)?.map(({ outcome }) => outcome));
    const served = nodes.get("node-0") ?? [];
    expect(served.filter(({ outcome }) => outcome === "ok").length)
      .toBeGreaterThan(0.9 * served.length);
    expect(outcomes("node-1")).toEqual(new Set(["timeout", "unfinished"]));
    expect(outcomes("node-2")).toContain("refused");
  },
);

test("startKeyValueLoad() uses no more threads than can have a worker for each node", async () => {
  using one = serveKeys();
  using two = serveKeys();
  const { operations } = await drive(
    toPlan([one.port, two.port], {
      loop: "poisson",
      rate: 200,
      workers: 5,
      threads: 4,
    }),
    ({ operations }) =>
      until(() => new Set(operations.map(({ worker }) => worker)).size === 5),
  );
  expect([one.counts.taken, two.counts.taken]).toEqual([3, 2]);
  expect(new Set(operations.map(({ worker }) => worker)).size).toBe(5);
});

test("startKeyValueLoad() refuses an open loop with fewer workers than nodes", () => {
  const plan = toPlan([1, 2, 3], { loop: "constant", rate: 1, workers: 2 });
  const options = {
    onOperations: () => {},
    onSamples: () => {},
    onEvents: () => {},
  };
  expect(() => startKeyValueLoad(plan, options)).toThrow(RangeError);
});

test("startKeyValueLoad() delays a worker that is refused, and continues when a server listens", async () => {
  const port = closedPort();
  const { operations } = await drive(
    toPlan([port], { workers: 3 }),
    async ({ operations }) => {
      await until(() => operations.length > 12);
      using server = serveKeys(() => sleep(5), { port });
      await until(() => server.served.length > 9);
    },
  );
  const refused = operations.filter(({ outcome }) => outcome === "refused");
  for (const worker of ["w0", "w1", "w2"]) {
    const starts = refused.filter((row) => row.worker === worker)
      .map(toStart).sort((a, b) => a - b);
    for (const [i, start] of starts.slice(1).entries()) {
      expect(start - (starts[i] ?? NaN)).toBeGreaterThan(0.049);
    }
  }
  expect(operations.some(({ outcome }) => outcome === "ok")).toBe(true);
});
