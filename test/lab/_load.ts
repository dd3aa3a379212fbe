/** Load on servers of the test's own. */
import { type Load, startLoad } from "../../src/workloads/key_value/key_value_load.ts";
import type { LoadPlan } from "../../src/workloads/key_value/load_plan.ts";
import type { Event, Operation, Sample } from "../../src/record/mod.ts";
import { readSome, serveTcp, type TcpServer, write } from "./_servers.ts";
import { sleep } from "./_until.ts";

/** What a server did with one request, in milliseconds of `performance.now()`. */
export interface Served {
  readonly began: number;
  readonly ended: number;
}

/** A key-value server that remembers, and answers each request when `wait` of its number is over. */
export function serveKeys(
  wait: (request: number) => Promise<void> = () => Promise.resolve(),
  { port = 0 } = {},
): TcpServer & {
  readonly served: Served[];
  /** Most requests that were under way at a time. */
  readonly most: () => number;
} {
  const values = new Map<string, string>();
  const served: Served[] = [];
  let [count, underWay, most] = [0, 0, 0];
  const server = serveTcp(async (connection) => {
    for (;;) {
      // Requests are small here, and come in one piece.
      const request = await readSome(connection);
      if (request === null) return;
      const began = performance.now();
      most = Math.max(most, ++underWay);
      await wait(count++);
      const [head = "", body = ""] = request.split("\r\n\r\n");
      const [method, path = ""] = head.split(" ");
      if (method === "PUT") values.set(path, body);
      const found = values.get(path);
      underWay--;
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

/** A closed loop of ten workers on nodes at some ports, unless it is said otherwise. */
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

/** What load has told. */
export interface Told {
  readonly load: Load;
  readonly operations: Operation[];
  readonly samples: Sample[];
  readonly events: Event[];
}

/** Drives load for some milliseconds, or while `during` runs, and stops it. */
export async function drive(
  plan: LoadPlan,
  during: number | ((told: Told) => Promise<unknown>),
): Promise<Told> {
  const [operations, samples]: [Operation[], Sample[]] = [[], []];
  const events: Event[] = [];
  await using load = startLoad(plan, {
    onOperations(rows) {
      for (const row of rows) operations.push(row);
    },
    onSamples: (rows) => samples.push(...rows),
    onEvents: (rows) => events.push(...rows),
  });
  const told = { load, operations, samples, events };
  await (typeof during === "number" ? sleep(during) : during(told));
  await load.stop();
  return told;
}

/** Seconds since 1970 at which an operation began; as fine as it was told. */
export function toStart({ started_at }: Operation): number {
  const [whole, fraction] = (started_at ?? "").slice(0, -1).split(".");
  return Date.parse(`${whole}Z`) / 1000 + Number(`0.${fraction}`);
}
