import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import { QueryClient } from "../../../src/workloads/promql/query_client.ts";
import { startQueryLoad } from "../../../src/workloads/promql/promql_load.ts";
import type { QueryPlan } from "../../../src/workloads/promql/query_plan.ts";
import { closedPort } from "../../lab/_servers.ts";
import { toBigQuery } from "../../../src/workloads/promql/promql.ts";
import { toStart } from "../../lab/_load.ts";
import { sleep, until } from "../../lab/_until.ts";
import { until as untilMet } from "../../testing/processes.ts";
import { findProgram } from "../../testing/programs.ts";
import { whileQuiet } from "../../testing/quiet.ts";

const okBody =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}';

/** A query as the server handled it, in seconds since 1970. */
interface Served {
  readonly query: string;
  readonly began: number;
  readonly ended: number;
}

/** Responds to each query after `wait` of its number. */
function serveQueries(
  wait: (number: number) => Promise<void> = () => Promise.resolve(),
): AsyncDisposable & {
  readonly url: string;
  readonly served: Served[];
  /** Number of queries that have arrived. */
  readonly begun: () => number;
} {
  const served: Served[] = [];
  const now = () => (performance.timeOrigin + performance.now()) / 1000;
  let count = 0;
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async ({ url }) => {
      const began = now();
      await wait(count++);
      const query = new URL(url).searchParams.get("query") ?? "";
      served.push({ query, began, ended: now() });
      return new Response(okBody);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    served,
    begun: () => count,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function toPlan(url: string, plan: Partial<QueryPlan> = {}): QueryPlan {
  return {
    run_id: "r",
    url,
    users: 1,
    incremental_period: 0.1,
    big_period: 0,
    metrics: ["m_0", "m_1", "m_2"],
    scrape_interval: 15,
    big_points: 11_000,
    timeout: 5,
    seed: 1,
    ...plan,
  };
}

interface Recorded {
  readonly operations: Operation[];
  readonly samples: Sample[];
}

/** Queries for some milliseconds, or while `during` runs, and stops. */
async function drive(
  plan: QueryPlan,
  during: number | ((recorded: Recorded) => Promise<unknown>),
): Promise<Recorded & { readonly live: number }> {
  const recorded: Recorded = { operations: [], samples: [] };
  const events: Event[] = [];
  await using load = startQueryLoad(plan, {
    onOperations: (rows) => recorded.operations.push(...rows),
    onSamples: (rows) => recorded.samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
  });
  await load.started;
  await (typeof during === "number" ? sleep(during) : during(recorded));
  const { ok, failed } = load.live();
  await load.stop();
  // On a busy machine the thread may stand still, which is an event as well.
  expect(
    events.filter(({ kind }) => kind !== "stand_still")
      .map(({ kind, subject }) => [kind, subject]),
  )
    .toEqual([["load_started", "queries"], ["load_ended", "queries"]]);
  return { ...recorded, live: ok + failed };
}

/** Operations but for those that were due at the very moment of the stop, or queued, and were not sent. */
function sentOf(operations: readonly Operation[]): Operation[] {
  return operations.filter(({ outcome }) => outcome !== "unfinished");
}

/** Sorted starts of operations. */
function startsOf(operations: readonly Operation[]): number[] {
  return operations.map(toStart).sort((a, b) => a - b);
}

/** Users that sent a query of a kind. */
function workersOf(
  operations: readonly Operation[],
  kind: string,
): ReadonlySet<string> {
  return new Set(
    operations.filter((row) => row.kind === kind).map(({ worker }) => worker),
  );
}

test("startQueryLoad() sends every query of every kind when it is due", () =>
  whileQuiet(50, expectAllSent));

async function expectAllSent(): Promise<void> {
  await using server = serveQueries();
  const plan = toPlan(server.url, {
    users: 7,
    incremental_period: 0.35,
    big_period: 1.4,
  });
  const { operations: all, samples, live } = await drive(
    plan,
    ({ operations, samples }) =>
      until(() =>
        samples.length > 0 && workersOf(operations, "big").size === 7
      ),
  );
  const operations = sentOf(all);
  expect(all.length - operations.length).toBeLessThan(3);
  expect(operations.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
  expect(operations.every(({ bytes }) => bytes === okBody.length)).toBe(true);
  // Exactly the queries that the server got.
  expect(operations).toHaveLength(server.served.length);
  const ids = operations.map(({ operation_id }) => operation_id);
  expect(new Set(ids).size).toBe(ids.length);
  // Each user sends one query per period, from its first until the end.
  const end = Math.max(...operations.map(toStart));
  const begin = Math.min(...operations.map(toStart));
  for (const [kind, period] of [["incremental", 0.35], ["big", 1.4]] as const) {
    const users = Map.groupBy(
      operations.filter((row) => row.kind === kind),
      ({ worker }) => worker,
    );
    const firsts = [...users.values()].map((rows) => startsOf(rows)[0] ?? NaN);
    const phases = firsts.map((first) => first - begin).sort((a, b) => a - b);
    for (const [i, phase] of phases.entries()) {
      expect(phase).toBeCloseTo(i * period / 7, 4);
    }
    for (const rows of users.values()) {
      const starts = startsOf(rows);
      for (const [i, start] of starts.entries()) {
        expect(start - (starts[0] ?? NaN)).toBeCloseTo(i * period, 4);
      }
      expect(end - (starts.at(-1) ?? NaN)).toBeLessThan(period + 0.001);
    }
    expect(users.size).toBe(7);
  }
  expect(operations.some(({ kind }) => kind === "big")).toBe(true);
  const queries = new Set(server.served.map(({ query }) => query));
  expect([...queries].sort()).toEqual([
    'm_0{series_id="0"}[30s]',
    'm_1{series_id="0"}[30s]',
    'm_2{series_id="0"}[30s]',
    "rate(m_0[5m])[3300s:300ms]",
  ]);
  expect(live).toBeGreaterThan(0);
  expect(new Set(samples.map(({ metric, source }) => `${source} ${metric}`)))
    .toEqual(
      new Set([
        "generator cpu",
        "generator event_loop_lag",
        "generator pacing_error",
        "generator in_flight",
      ]),
    );
}

test("startQueryLoad() includes the waiting for a slow server, by Lindley's recursion", async () => {
  const period = 0.1;
  await using server = serveQueries(() => sleep(250));
  const { operations } = await drive(
    toPlan(server.url, { incremental_period: period }),
    ({ operations }) => until(() => operations.length >= 4),
  );
  const sent = operations.filter(({ outcome }) => outcome === "ok")
    .sort((a, b) => toStart(a) - toStart(b));
  expect(sent).toHaveLength(server.served.length);
  let waited = 0;
  for (const [i, row] of sent.entries()) {
    const served = server.served[i];
    if (!served) throw new Error("Cannot find what the server did");
    // Sequential: not faster than the service time, nor than the clock of the server.
    expect(row.duration_s).toBeGreaterThan(waited + 0.249);
    expect(row.duration_s).toBeGreaterThan(served.ended - toStart(row) - 0.003);
    const next = server.served[i + 1];
    if (next) {
      expect(row.duration_s).toBeLessThan(next.began - toStart(row) + 0.003);
    }
    const service = (row.duration_s ?? NaN) - waited;
    waited = Math.max(0, waited + service - period);
    expect(waited).toBeGreaterThan((i + 1) * 0.149);
  }
  const unsent = operations.filter(({ outcome }) => outcome === "unfinished");
  expect(unsent.length).toBeGreaterThan(1);
});

test("QueryLoad.stop() records all that was due, though nothing got a response", async () => {
  await using server = serveQueries(() => sleep(700));
  const plan = toPlan(server.url, { users: 3, timeout: 0.3 });
  const { operations } = await drive(
    plan,
    ({ operations }) => until(() => operations.length >= 6),
  );
  const outcomes = Map.groupBy(operations, ({ outcome }) => outcome);
  expect([...outcomes.keys()].sort()).toEqual(["timeout", "unfinished"]);
  expect(outcomes.get("timeout")?.length).toBeGreaterThanOrEqual(6);
  // What waited is not sent after the stop.
  expect(server.begun()).toBeLessThanOrEqual(
    outcomes.get("timeout")?.length ?? NaN,
  );
  for (const row of outcomes.get("timeout") ?? []) {
    expect(row.duration_s).toBeGreaterThan(0.299);
    expect(row.error).toBe("no answer in 0.3 s");
  }
  // One every third of a period, from the first until the stop.
  const starts = startsOf(operations);
  for (const [i, start] of starts.entries()) {
    expect(start - (starts[0] ?? NaN)).toBeCloseTo(i * 0.1 / 3, 4);
  }
  expect(new Set(operations.map(({ worker }) => worker))).toEqual(
    new Set(["u0", "u1", "u2"]),
  );
});

test("startQueryLoad() keeps its schedule while it is refused", async () => {
  const url = `http://127.0.0.1:${closedPort()}`;
  const { operations } = await drive(
    toPlan(url, { users: 2 }),
    ({ operations }) => until(() => operations.length > 8),
  );
  expect(new Set(sentOf(operations).map(({ outcome }) => outcome))).toEqual(
    new Set(["refused"]),
  );
  const starts = startsOf(operations);
  for (const [i, start] of starts.entries()) {
    expect(start - (starts[0] ?? NaN)).toBeCloseTo(i * 0.05, 4);
  }
});

test("QueryLoad.stop() throws the error of the worker", async () => {
  await expect(drive(toPlan("http://127.0.0.1:1", { metrics: [] }), 50))
    .rejects.toThrow(
      "the query load failed: Cannot query as there is no metric to ask for",
    );
});

const prometheus = findProgram("prometheus") ?? "";

test.skipIf(prometheus === "")(
  "startQueryLoad() gets results of Prometheus (needs the package prometheus)",
  async () => {
    await using processes = await ProcessGroup.create();
    const metrics = ["loadline_metric_0", "loadline_metric_1"];
    await using exporter = serveMetrics(metrics);
    const port = processes.freePort();
    const config = `${processes.folder}/prometheus.yml`;
    await Deno.writeTextFile(
      config,
      `global: {scrape_interval: 500ms, scrape_timeout: 500ms}
scrape_configs:
- job_name: t
  static_configs: [{targets: ["${exporter.address}"]}]
`,
    );
    processes.spawn("prometheus", [
      prometheus,
      `--config.file=${config}`,
      `--storage.tsdb.path=${processes.folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const url = `http://127.0.0.1:${port}`;
    using client = new QueryClient({ url, timeout: 10 });
    // A rate needs two scrapes before the last step.
    const big = toBigQuery("loadline_metric_0", 7000);
    await untilMet(
      "Prometheus has scraped twice",
      async () => (await client.query(big)).outcome === "ok",
    );

    const { operations: all } = await drive(
      toPlan(url, {
        users: 10,
        incremental_period: 0.5,
        big_period: 5,
        // Both queries need a fractional number of seconds.
        scrape_interval: 0.75,
        big_points: 7000,
        metrics,
      }),
      ({ operations }) =>
        until(() =>
          operations.length > 20 && workersOf(operations, "big").size > 0
        ),
    );
    const operations = sentOf(all);
    expect(operations.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(new Set(operations.map(({ kind }) => kind))).toEqual(
      new Set(["incremental", "big"]),
    );
    expect(await client.query('no_such_metric{series_id="0"}[30s]'))
      .toMatchObject({ outcome: "miss" });
    expect(await client.query("rate(loadline_metric_0[5m])[16500.0s:15s]"))
      .toEqual({
        outcome: "failed",
        error: expect.stringMatching(
          /^400 bad_data: .*not a valid duration string: "16500.0s"$/,
        ),
        code: "400",
        bytes: expect.any(Number),
      });
  },
);

/** A target with ten series of each metric. */
function serveMetrics(
  metrics: readonly string[],
): AsyncDisposable & { readonly address: string } {
  const lines = metrics.flatMap((metric) =>
    Array.from(
      { length: 10 },
      (_, id) => `${metric}{series_id="${id}"} ${id}\n`,
    )
  );
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response(lines.join(""), {
        headers: { "content-type": "text/plain; version=0.0.4" },
      }),
  );
  return {
    address: `127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
