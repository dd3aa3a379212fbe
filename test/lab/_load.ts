/** Drives load on test servers. */
import {
  type KeyValueLoad,
  startKeyValueLoad,
} from "../../src/workloads/key_value/key_value_load.ts";
import type { LoadPlan } from "../../src/workloads/key_value/load_plan.ts";
import type { KeyHistory } from "../../src/workloads/key_value/write_history.ts";
import type { Event, Operation, Sample } from "../../src/record/mod.ts";
import { readSome, serveTcp, type TcpServer, write } from "./_servers.ts";
import { sleep } from "./_until.ts";

/** A request as the server handled it, in ms of `performance.now()`. */
export interface Served {
  readonly began: number;
  readonly ended: number;
}

/** Serves an in-memory key-value store; responds to each request after `wait` of its number. */
export function serveKeys(
  wait: (request: number) => Promise<void> = () => Promise.resolve(),
  { port = 0 } = {},
): TcpServer & {
  readonly served: Served[];
  /** Largest number of requests in flight. */
  readonly most: () => number;
} {
  const values = new Map<string, string>();
  const served: Served[] = [];
  let [count, inFlight, most] = [0, 0, 0];
  const server = serveTcp(async (connection) => {
    for (;;) {
      // Requests are small here, and arrive in one piece.
      const request = await readSome(connection);
      if (request === null) return;
      const began = performance.now();
      most = Math.max(most, ++inFlight);
      await wait(count++);
      const [head = "", body = ""] = request.split("\r\n\r\n");
      const [method, path = ""] = head.split(" ");
      if (method === "PUT") values.set(path, body);
      const found = values.get(path);
      inFlight--;
      await write(
        connection,
        method === "PUT"
          ? "HTTP/1.1 201 Created\r\ncontent-length: 0\r\n\r\n"
          : found === undefined
          ? "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n"
          : `HTTP/1.1 200 OK\r\ncontent-length: ${found.length}\r\n\r\n${found}`,
      );
      served.push({ began, ended: performance.now() });
    }
  }, { port });
  return Object.assign(server, { served, most: () => most });
}

/** Returns a plan, by default with a closed loop of ten workers. */
export function toPlan(
  ports: readonly number[],
  plan: Partial<LoadPlan> = {},
): LoadPlan {
  const request = {
    path: "/{key}",
    headers: {},
    ok: [200, 201],
    degraded: [],
    miss: [404],
  };
  return {
    run_id: "r",
    client: {
      protocol: "http",
      put: { ...request, method: "PUT", body: "{value}" },
      get: { ...request, method: "GET", body: "" },
      found: "value",
    },
    endpoints: ports.map((port, i) => ({
      name: `node-${i}`,
      host: "127.0.0.1",
      port,
    })),
    loop: "closed",
    workers: 10,
    rate: 0,
    read_share: 0.3,
    value_size: 100,
    keys: 100,
    key_distribution: "uniform",
    policy: "spread",
    timeout: 5,
    threads: 1,
    seed: 1,
    ...plan,
  };
}

/** A load and what it emitted. */
export interface DrivenLoad {
  readonly load: KeyValueLoad;
  readonly operations: Operation[];
  readonly samples: Sample[];
  readonly events: Event[];
  /** Keys with an acknowledged write; none before the load was stopped. */
  readonly acknowledged: readonly KeyHistory[];
}

/** Drives load for some milliseconds from its start, or while `during` runs, and stops it. */
export async function drive(
  plan: LoadPlan,
  during: number | ((driven: DrivenLoad) => Promise<unknown>),
): Promise<DrivenLoad> {
  const [operations, samples]: [Operation[], Sample[]] = [[], []];
  const events: Event[] = [];
  await using load = startKeyValueLoad(plan, {
    onOperations(rows) {
      for (const row of rows) operations.push(row);
    },
    onSamples: (rows) => samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
  });
  const driven = { load, operations, samples, events, acknowledged: [] };
  // What prevents the start is thrown by stop().
  await load.started.catch(() => {});
  await (typeof during === "number" ? sleep(during) : during(driven));
  return { ...driven, acknowledged: (await load.stop()).flat() };
}

/** Returns the start of an operation in seconds since 1970, in full resolution. */
export function toStart({ started_at }: Operation): number {
  const [whole, fraction] = (started_at ?? "").slice(0, -1).split(".");
  return Date.parse(`${whole}Z`) / 1000 + Number(`0.${fraction}`);
}
