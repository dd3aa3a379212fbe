import { expect, test } from "vitest";
import { type Load, startLoad } from "../../src/lab/load.ts";
import type { LoadPlan } from "../../src/lab/load_plan.ts";
import type { Operation, Sample } from "../../src/record/mod.ts";

const request = { headers: {}, ok: [201], degraded: [], miss: [] };

function toPlan(port: number, options: Partial<LoadPlan> = {}): LoadPlan {
  return {
    run_id: "r1",
    client: {
      protocol: "http",
      put: { ...request, method: "PUT", path: "/{key}", body: "{value}" },
      get: { ...request, method: "GET", path: "/{key}", body: "" },
      found: "value",
    },
    endpoints: [{ name: "node-0", host: "127.0.0.1", port }],
    loop: "closed",
    workers: 4,
    rate: 0,
    read_share: 0,
    value_size: 100,
    keys: 50,
    key_distribution: "uniform",
    policy: "spread",
    timeout: 2,
    threads: 1,
    seed: 1,
    ...options,
  };
}

/** Drives load at a server for some seconds. */
async function drive(
  handler: (request: Request) => Promise<Response> | Response,
  { seconds, ...options }: Partial<LoadPlan> & { readonly seconds: number },
) {
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    handler,
  );
  const operations: Operation[] = [];
  const samples: Sample[] = [];
  let load: Load | null = null;
  try {
    load = startLoad(toPlan(server.addr.port, options), {
      onOperations: (rows) => operations.push(...rows),
      onSamples: (rows) => samples.push(...rows),
    });
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    await load.stop();
  } finally {
    await server.shutdown();
  }
  return { operations, samples, acknowledged: load.acknowledged };
}

const created = () => new Response(null, { status: 201 });
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("startLoad() in a closed loop keeps its workers busy, and no more", async () => {
  let now = 0;
  let most = 0;
  const { operations, samples } = await drive(async () => {
    most = Math.max(most, ++now);
    await wait(5);
    now--;
    return created();
  }, { workers: 4, threads: 2, seconds: 2.4 });
  expect(most).toBe(4);
  expect(new Set(operations.map(({ worker }) => worker)).size).toBe(4);
  expect(new Set(operations.map(({ operation_id }) => operation_id)).size)
    .toBe(operations.length);
  expect(
    operations.every(({ outcome, bytes }) => outcome === "ok" && bytes === 100),
  )
    .toBe(true);
  // Little's law: the time all attempts took together is that of four workers who never rest.
  const starts = operations.map(({ started_at }) =>
    Date.parse(started_at ?? "")
  );
  const busy = operations.reduce((sum, row) => sum + (row.duration_s ?? 0), 0);
  const span = (Math.max(...starts) - Math.min(...starts)) / 1000;
  expect(busy / span).toBeGreaterThan(3.5);
  expect(busy / span).toBeLessThan(4.3);
  const metrics = new Set(samples.map(({ metric }) => metric));
  expect(metrics).toEqual(
    new Set(["cpu", "event_loop_lag", "pacing_error", "in_flight"]),
  );
});

test("startLoad() reads back what it wrote, and counts what is lost", async () => {
  const stored = new Map<string, Uint8Array<ArrayBuffer>>();
  const { operations, acknowledged } = await drive(async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method === "PUT") {
      stored.set(pathname, await request.bytes());
      return created();
    }
    const found = pathname === "/key-3" ? undefined : stored.get(pathname);
    return found
      ? new Response(found, { status: 201 })
      : new Response(null, { status: 404 });
  }, { read_share: 0.5, keys: 10, seconds: 0.7 });
  const reads = operations.filter(({ kind }) => kind === "get");
  expect(reads.length).toBeGreaterThan(operations.length / 3);
  expect(reads.some(({ outcome }) => outcome === "ok")).toBe(true);
  const lost = reads.filter(({ outcome }) => outcome !== "ok");
  expect(lost.length).toBeGreaterThan(0);
  expect(acknowledged.toSorted()).toEqual(
    [...stored.keys()].map((path) => path.slice(1)).toSorted(),
  );
});

test("startLoad() in an open loop counts from when requests were due, a closed one hides a stall", async () => {
  const stall = () => {
    let served = 0;
    let until = 0;
    return async () => {
      if (++served === 100) until = performance.now() + 400;
      await wait(Math.max(1, until - performance.now()));
      return created();
    };
  };
  const slow = (operations: readonly Operation[]) =>
    operations.filter(({ duration_s }) => (duration_s ?? 0) > 0.1).length;
  const closed = await drive(stall(), { workers: 2, seconds: 1 });
  const open = await drive(stall(), {
    loop: "constant",
    rate: 200,
    workers: 2,
    seconds: 1.5,
  });
  // One request of each worker waits; of an open loop all that were due in the first 300 ms of the stall.
  expect(slow(closed.operations)).toBe(2);
  expect(slow(open.operations)).toBeGreaterThan(40);
  expect(open.operations.length).toBeGreaterThan(200 * 1.5 * 0.8);
});

test("startLoad() does not hammer a node that refuses", async () => {
  const rows: Operation[] = [];
  const load = startLoad(toPlan(1, { workers: 2 }), {
    onOperations: (batch) => rows.push(...batch),
    onSamples: () => {},
  });
  await wait(500);
  await load.stop();
  expect(rows.length).toBeGreaterThan(5);
  // Two workers that rest 50 ms after each refusal.
  expect(rows.length).toBeLessThanOrEqual(2 * (500 / 50 + 2));
  expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(
    new Set(["refused"]),
  );
});

test("startLoad() stops within the time-out of what is under way", async () => {
  const never: Promise<Response>[] = [];
  const started = performance.now();
  const { operations } = await drive(() => {
    const late = wait(1500).then(created);
    never.push(late);
    return late;
  }, { timeout: 0.3, seconds: 0.2 });
  expect(performance.now() - started).toBeLessThan(2500);
  expect(new Set(operations.map(({ outcome }) => outcome))).toEqual(
    new Set(["timeout"]),
  );
  await Promise.all(never);
});
