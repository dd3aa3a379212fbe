import { expect, test } from "vitest";
import { ProcessGroup } from "../../../src/lab/processes/process_group.ts";
import type { Event, Operation, Sample } from "../../../src/record/mod.ts";
import {
  type LocustLoad,
  type LocustOptions,
  startLocustLoad,
} from "../../../src/workloads/locust/locust_load.ts";
import type { LocustTotal } from "../../../src/workloads/locust/locust_totals.ts";
import type { QueryPlan } from "../../../src/workloads/promql/query_plan.ts";
import { toStart } from "../../lab/_load.ts";
import { closedPort } from "../../lab/_servers.ts";
import { sleep, until } from "../../lab/_until.ts";
import { findProgram } from "../../testing/programs.ts";

const needsLocust = test.skipIf(findProgram("locust") === null);

const okBody =
  '{"status":"success","data":{"resultType":"vector","result":[{"metric":{}}]}}';

/** Responds to each query by its number. */
function serveQueries(
  respond: (number: number) => Response | Promise<Response> = () =>
    new Response(okBody),
): AsyncDisposable & { readonly url: string; readonly queries: string[] } {
  const queries: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    ({ url }) => {
      queries.push(new URL(url).searchParams.get("query") ?? "");
      return respond(queries.length - 1);
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    queries,
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
    metrics: ["m_0", "m_1"],
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
  readonly events: Event[];
  readonly warnings: string[];
}

/** Queries while `during` runs, and stops; no process of Locust may be left. */
async function drive(
  plan: QueryPlan,
  during: (recorded: Recorded, load: LocustLoad) => Promise<unknown>,
  { workers = 0 }: Partial<Pick<LocustOptions, "workers">> = {},
): Promise<
  Recorded & {
    readonly load: LocustLoad;
    readonly totals: readonly LocustTotal[];
  }
> {
  const recorded: Recorded = {
    operations: [],
    samples: [],
    events: [],
    warnings: [],
  };
  await using processes = await ProcessGroup.create();
  const load = await startLocustLoad(plan, {
    processes,
    workers,
    onOperations: (rows) => recorded.operations.push(...rows),
    onSamples: (rows) => recorded.samples.push(...rows),
    onEvents: (rows) => recorded.events.push(...rows),
    onWarning: (code, message) => recorded.warnings.push(`${code}: ${message}`),
    signal: new AbortController().signal,
  });
  let totals: readonly LocustTotal[] = [];
  try {
    await during(recorded, load);
    totals = await load.stop();
  } finally {
    await load[Symbol.asyncDispose]();
    expect(processes.processes.filter(({ pid }) => pid !== null)).toEqual([]);
  }
  return { ...recorded, load, totals };
}

/** Operations but for those that a busy machine did not send before the end. */
function sentOf(operations: readonly Operation[]): Operation[] {
  return operations.filter(({ outcome }) => outcome !== "unfinished");
}

/** Checks that every user sent one query per period, from its due time on. */
function expectSchedule(
  operations: readonly Operation[],
  { kind, period, users }: { kind: string; period: number; users: number },
): void {
  const begin = Math.min(...operations.map(toStart));
  const starts = operations.filter((row) => row.kind === kind)
    .map(toStart).sort((a, b) => a - b);
  expect(starts.length).toBeGreaterThan(users);
  for (const [i, start] of starts.entries()) {
    expect(start - begin).toBeCloseTo(i * period / users, 4);
  }
  const firsts = operations.filter(({ operation_id }) =>
    operation_id.startsWith(kind) && operation_id.endsWith("-0")
  );
  expect(new Set(firsts.map(({ worker }) => worker)).size).toBe(users);
}

needsLocust(
  "startLocustLoad() sends the queries of our own users at the same times (needs the package python3-locust)",
  async () => {
    await using server = serveQueries();
    const { operations, samples, warnings, totals } = await drive(
      toPlan(server.url, {
        users: 7,
        incremental_period: 0.35,
        big_period: 0.7,
      }),
      ({ samples, operations }) =>
        until(() => samples.length > 0 && operations.length > 30),
    );
    const sent = sentOf(operations);
    expect(new Set(sent.map(({ outcome, bytes }) => `${outcome} ${bytes}`)))
      .toEqual(new Set([`ok ${okBody.length}`]));
    expect(sent).toHaveLength(server.queries.length);
    expectSchedule(operations, { kind: "incremental", period: 0.35, users: 7 });
    expectSchedule(operations, { kind: "big", period: 0.7, users: 7 });
    expect(new Set(server.queries)).toEqual(
      new Set([
        'm_0{series_id="0"}[30s]',
        'm_1{series_id="0"}[30s]',
        "rate(m_0[5m])[3300s:300ms]",
      ]),
    );
    expect(new Set(samples.map(({ source, metric }) => `${source} ${metric}`)))
      .toEqual(
        new Set([
          "generator cpu",
          "generator event_loop_lag",
          "generator pacing_error",
          "generator in_flight",
        ]),
      );
    // Its own counts agree.
    expect(warnings).toEqual([]);
    const requests = totals.map(({ requests }) => requests);
    expect(requests.reduce((sum, count) => sum + count, 0)).toBe(sent.length);
  },
);

needsLocust(
  "startLocustLoad() records the outcome of each query, sent or not (needs the package python3-locust)",
  async () => {
    const responses = [
      () => new Response(okBody),
      () => new Response('{"status":"success","data":{"result":[]}}'),
      () =>
        new Response(
          '{"status":"error","errorType":"bad_data","error":"oh"}',
          { status: 400 },
        ),
      () => new Response("slow down", { status: 429 }),
    ];
    const late = Promise.withResolvers<void>();
    await using server = serveQueries((number) =>
      responses[number]?.() ?? late.promise.then(() => new Response(okBody))
    );
    const { operations, warnings } = await drive(
      // In which a busy machine responds.
      toPlan(server.url, { timeout: 2 }),
      ({ operations }) => until(() => operations.length >= 6),
    );
    late.resolve();
    const recorded = operations.map(({ outcome, error }) =>
      `${outcome} ${error}`
    );
    expect(recorded.slice(0, 5)).toEqual([
      "ok ",
      "miss 200 with an empty result",
      "failed 400 bad_data: oh",
      "rejected 429 slow down",
      "timeout no answer in 2 s",
    ]);
    // Each also waits for the one before it, a period longer than that.
    const timeouts = operations.filter(({ outcome }) => outcome === "timeout");
    for (const [i, { duration_s }] of timeouts.entries()) {
      expect(duration_s).toBeGreaterThan(2 + i * 1.9 - 0.001);
    }
    expect(operations.at(-1)).toMatchObject({
      outcome: "unfinished",
      error: "it was not sent before the end",
    });
    const starts = operations.map(toStart);
    for (const [i, start] of starts.entries()) {
      expect(start - (starts[0] ?? NaN)).toBeCloseTo(i * 0.1, 4);
    }
    expect(warnings).toEqual([]);
  },
);

needsLocust(
  "startLocustLoad() distributes users over workers, which continue if refused (needs the package python3-locust)",
  async () => {
    const { operations, warnings, load, totals } = await drive(
      toPlan(`http://127.0.0.1:${closedPort()}`, {
        users: 5,
        incremental_period: 0.2,
      }),
      ({ operations }) => until(() => operations.length > 10),
      { workers: 2 },
    );
    expect(load.processes.map(({ name }) => name))
      .toEqual(["locust", "locust-worker-0", "locust-worker-1"]);
    const sent = sentOf(operations);
    expect(new Set(sent.map(({ outcome }) => outcome)))
      .toEqual(new Set(["refused"]));
    expectSchedule(operations, { kind: "incremental", period: 0.2, users: 5 });
    expect(warnings).toEqual([]);
    expect(totals.map(({ name, failures }) => [name, failures]))
      .toEqual([["incremental", sent.length]]);
  },
);

needsLocust(
  "LocustLoad.stop() throws if a process was killed, and records what was due (needs the package python3-locust)",
  async () => {
    await using server = serveQueries();
    const rows: Operation[] = [];
    const driven = drive(toPlan(server.url), async ({ operations }, load) => {
      await until(() => operations.length > 0);
      await load.processes[0]?.kill();
      await sleep(200);
      await load.stop().finally(() => rows.push(...operations));
    });
    await expect(driven).rejects.toThrow(
      "the query load failed: locust has ended: it wrote nothing",
    );
    expect(rows.at(-1)).toMatchObject({
      outcome: "unfinished",
      error: "locust ended before it",
    });
    for (const [i, start] of rows.map(toStart).entries()) {
      expect(start - (rows.map(toStart)[0] ?? NaN)).toBeCloseTo(i * 0.1, 4);
    }
  },
);

needsLocust(
  "startLocustLoad() leaves no process behind when it is aborted (needs the package python3-locust)",
  async () => {
    await using processes = await ProcessGroup.create();
    const abort = new AbortController();
    const started = startLocustLoad(toPlan("http://127.0.0.1:1"), {
      processes,
      workers: 1,
      onOperations: () => {},
      onSamples: () => {},
      onEvents: () => {},
      onWarning: () => {},
      signal: abort.signal,
    });
    started.catch(() => {});
    await until(() => processes.processes.length === 2);
    abort.abort(new Error("Ctrl-C"));
    await expect(started).rejects.toThrow("Ctrl-C");
    expect(processes.processes.map(({ pid }) => pid)).toEqual([null, null]);
  },
);
