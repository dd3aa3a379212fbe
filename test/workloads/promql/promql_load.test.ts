import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import { QueryClient } from "../../../src/workloads/promql/query_client.ts";
import {
  type QueryPlan,
  startQueryLoad,
} from "../../../src/workloads/promql/promql_load.ts";
import { closedPort } from "../../lab/_servers.ts";
import { toBigQuery } from "../../../src/workloads/promql/promql.ts";
import { toStart } from "../../lab/_load.ts";
import { sleep, until } from "../../lab/_until.ts";
import { findProgram } from "../../testing/programs.ts";

const answer =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}';

/** What a server did with one query, in seconds since 1970. */
interface Served {
  readonly query: string;
  readonly began: number;
  readonly ended: number;
}

/** A server that answers each query when `wait` of its number is over. */
function serveQueries(
  wait: (number: number) => Promise<void> = () => Promise.resolve(),
): AsyncDisposable & { readonly url: string; readonly served: Served[] } {
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
      return new Response(answer);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    served,
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

interface Told {
  readonly operations: Operation[];
  readonly samples: Sample[];
}

/** Queries for some milliseconds, or while `during` runs, and stops. */
async function drive(
  plan: QueryPlan,
  during: number | ((told: Told) => Promise<unknown>),
): Promise<Told & { readonly live: number }> {
  const told: Told = { operations: [], samples: [] };
  const events: Event[] = [];
  await using load = startQueryLoad(plan, {
    onOperations: (rows) => told.operations.push(...rows),
    onSamples: (rows) => told.samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
  });
  await load.begun;
  await (typeof during === "number" ? sleep(during) : during(told));
  const { ok, failed } = load.live();
  await load.stop();
  expect(events.map(({ kind, subject }) => [kind, subject]))
    .toEqual([["load_started", "queries"], ["load_ended", "queries"]]);
  return { ...told, live: ok + failed };
}

/** Starts of what a user asked of a kind, in order. */
function startsOf(operations: readonly Operation[]): number[] {
  return operations.map(toStart).sort((a, b) => a - b);
}

test("startQueryLoad() asks everything that is due, when it is due, and of every kind", async () => {
  await using server = serveQueries();
  const plan = toPlan(server.url, {
    users: 7,
    incremental_period: 0.35,
    big_period: 1.4,
  });
  const { operations, samples, live } = await drive(
    plan,
    ({ samples }) => until(() => samples.length > 0),
  );
  expect(operations.every(({ outcome }) => outcome === "ok")).toBe(true);
  expect(operations.every(({ bytes }) => bytes === answer.length)).toBe(true);
  // All that were answered are there, and no others.
  expect(operations).toHaveLength(server.served.length);
  const ids = operations.map(({ operation_id }) => operation_id);
  expect(new Set(ids).size).toBe(ids.length);
  // Each user by itself: one a period, none left out, from the first on until the end.
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
});

test("startQueryLoad() counts the waiting for a slow server, as Lindley's recursion does", async () => {
  const period = 0.1;
  await using server = serveQueries(() => sleep(250));
  const { operations } = await drive(
    toPlan(server.url, { incremental_period: period }),
    ({ operations }) => until(() => operations.length >= 4),
  );
  const asked = operations.filter(({ outcome }) => outcome === "ok")
    .sort((a, b) => toStart(a) - toStart(b));
  expect(asked).toHaveLength(server.served.length);
  let waited = 0;
  for (const [i, row] of asked.entries()) {
    const served = server.served[i];
    if (!served) throw new Error("Cannot find what the server did");
    // One at a time, in turn: no sooner than the server takes, and than its own clock says.
    expect(row.duration_s).toBeGreaterThan(waited + 0.249);
    expect(row.duration_s).toBeGreaterThan(served.ended - toStart(row) - 0.003);
    expect(row.duration_s).toBeLessThan(served.ended - toStart(row) + 0.1);
    const service = (row.duration_s ?? NaN) - waited;
    waited = Math.max(0, waited + service - period);
    expect(waited).toBeGreaterThan((i + 1) * 0.149);
  }
  const unsent = operations.filter(({ outcome }) => outcome === "unfinished");
  expect(unsent.length).toBeGreaterThan(1);
});

test("QueryLoad.stop() leaves a row for all that was due, though nothing was ever answered", async () => {
  await using server = serveQueries(() => sleep(700));
  const plan = toPlan(server.url, { users: 3, timeout: 0.3 });
  let asked = 0;
  const { operations } = await drive(plan, async () => {
    await sleep(800);
    asked = performance.now();
  });
  expect(performance.now() - asked).toBeLessThan(2000);
  const outcomes = Map.groupBy(operations, ({ outcome }) => outcome);
  expect([...outcomes.keys()].sort()).toEqual(["timeout", "unfinished"]);
  expect(outcomes.get("timeout")?.length).toBeGreaterThanOrEqual(6);
  for (const row of outcomes.get("timeout") ?? []) {
    expect(row.duration_s).toBeGreaterThan(0.299);
    expect(row.error).toBe("no answer in 0.3 s");
  }
  // From the first on, one every third of a period: as many as there is time for.
  const starts = startsOf(operations);
  for (const [i, start] of starts.entries()) {
    expect(start - (starts[0] ?? NaN)).toBeCloseTo(i * 0.1 / 3, 4);
  }
  expect(new Set(operations.map(({ worker }) => worker))).toEqual(
    new Set(["u0", "u1", "u2"]),
  );
});

test("startQueryLoad() goes on while it is refused, on time", async () => {
  const url = `http://127.0.0.1:${closedPort()}`;
  const { operations } = await drive(
    toPlan(url, { users: 2 }),
    ({ operations }) => until(() => operations.length > 8),
  );
  expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(
    new Set(["refused"]),
  );
  const starts = startsOf(operations);
  for (const [i, start] of starts.entries()) {
    expect(start - (starts[0] ?? NaN)).toBeCloseTo(i * 0.05, 4);
  }
});

test("QueryLoad.stop() throws what the worker threw", async () => {
  await expect(drive(toPlan("http://127.0.0.1:1", { metrics: [] }), 50))
    .rejects.toThrow(
      "the query load failed: Cannot query as there is no metric to ask for",
    );
});

const prometheus = findProgram("prometheus") ?? "";

test.skipIf(prometheus === "")(
  "startQueryLoad() gets results of a Prometheus (needs the package prometheus)",
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
    using client = new QueryClient({ url, timeout: 1 });
    const from = performance.now();
    // A rate needs two scrapes before the last step.
    const big = toBigQuery("loadline_metric_0", 7000);
    while ((await client.ask(big)).outcome !== "ok") {
      if (performance.now() - from > 10_000) {
        throw new Error("Cannot wait longer for Prometheus");
      }
      await sleep(50);
    }

    const { operations } = await drive(
      toPlan(url, {
        users: 10,
        incremental_period: 0.5,
        big_period: 5,
        // Both queries need a duration that is no whole number of seconds.
        scrape_interval: 0.75,
        big_points: 7000,
        metrics,
      }),
      1200,
    );
    expect(operations.filter(({ outcome }) => outcome !== "ok")).toEqual([]);
    expect(new Set(operations.map(({ kind }) => kind))).toEqual(
      new Set(["incremental", "big"]),
    );
    expect(operations.length).toBeGreaterThan(20);
    expect(await client.ask('no_such_metric{series_id="0"}[30s]'))
      .toMatchObject({ outcome: "miss" });
    expect(await client.ask("rate(loadline_metric_0[5m])[16500.0s:15s]"))
      .toEqual({
        outcome: "failed",
        error: expect.stringMatching(
          /^400 bad_data: .*not a valid duration string: "16500.0s"$/,
        ),
        bytes: expect.any(Number),
      });
  },
  20_000,
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
