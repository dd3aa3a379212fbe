/** Load generators of the load benchmark, ours and its peers, and a server in a separate process. */
import process from "node:process";
import { z } from "zod";
import type { LoadHandle, LoadReceivers } from "../src/lab/load/load_handle.ts";
import type { LoadPlan } from "../src/workloads/key_value/load_plan.ts";
import { startKeyValueLoad } from "../src/workloads/key_value/key_value_load.ts";
import {
  BatchedOperations,
  type OperationRows,
} from "../src/lab/recording/operation_rows.ts";
import type { PartWriter } from "../src/record/mod.ts";

export const DURATION_S = 3;
export const CONNECTIONS = 25;
const BODY_BYTES = 1024;
const script = new URL("./_load_server.ts", import.meta.url).pathname;

/** Result of a load generator. */
export interface LoadResult {
  readonly requests: number;
  /** Seconds. */
  readonly elapsed: number;
  /** Processor seconds of the generator. */
  readonly cpu: number;
}

/** Runs our generator; by default a closed loop at `/fast`. */
export function runOurs(
  { port }: Server,
  onOperations: (rows: OperationRows) => void,
  plan: Partial<LoadPlan> & { readonly path?: string } = {},
): Promise<LoadResult> {
  return runLoad(
    (receivers) => startKeyValueLoad(toPlan(port, plan), receivers),
    onOperations,
  );
}

/** Runs a load of one of our workloads. */
export async function runLoad(
  start: (receivers: LoadReceivers) => LoadHandle<unknown>,
  onOperations: (rows: OperationRows) => void,
): Promise<LoadResult> {
  let requests = 0;
  const before = process.cpuUsage();
  const started = performance.now();
  const load = start({
    onOperations(rows) {
      requests += rows.length;
      onOperations(rows);
    },
    onSamples: () => {},
    onEvents: () => {},
  });
  await new Promise((resolve) => setTimeout(resolve, DURATION_S * 1000));
  await load.stop();
  const elapsed = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { requests, elapsed, cpu: (user + system) / 1e6 };
}

/** Writes operations as the recorder of a run does. */
export function write(writer: PartWriter, rows: OperationRows): void {
  if (rows instanceof BatchedOperations) writer.appendColumns(rows.batch);
  else writer.append("operations", rows);
}

function toPlan(
  port: number,
  { path = "/fast", ...plan }: Partial<LoadPlan> & { readonly path?: string },
): LoadPlan {
  const request = { headers: {}, ok: [201], degraded: [], miss: [] };
  return {
    run_id: "bench",
    client: {
      protocol: "http",
      put: { ...request, method: "PUT", path, body: "{value}" },
      get: { ...request, method: "GET", path, body: "" },
      found: "value",
    },
    endpoints: [{ name: "node-0", host: "127.0.0.1", port }],
    loop: "closed",
    workers: CONNECTIONS,
    rate: 0,
    read_share: 0,
    value_size: BODY_BYTES,
    keys: 1000,
    key_distribution: "uniform",
    policy: "spread",
    timeout: 5,
    threads: 1,
    seed: 1,
    ...plan,
  };
}

/** Arguments of hey for the same load as ours. Writes the body into `folder`. */
export async function toHey({ port }: Server, folder: string) {
  const body = `${folder}/body`;
  await Deno.writeFile(body, new Uint8Array(BODY_BYTES));
  return ["hey", "-z", `${DURATION_S}s`, "-c", String(CONNECTIONS)]
    .concat("-m", "PUT", "-D", body, `http://127.0.0.1:${port}/fast`);
}

/** Arguments of Locust, with the faster of its clients, for the same load as ours. Writes its file into `folder`. */
export async function toLocust({ port }: Server, folder: string) {
  const file = `${folder}/locustfile.py`;
  await Deno.writeTextFile(
    file,
    `from locust import FastHttpUser, task

class User(FastHttpUser):
    @task
    def put(self):
        self.client.put("/fast", data=bytes(${BODY_BYTES}))
`,
  );
  return ["python3", "-m", "locust", "--headless", "--only-summary"].concat(
    ["-f", file, "-H", `http://127.0.0.1:${port}`, "-t", `${DURATION_S}s`],
    ["-u", String(CONNECTIONS), "-r", String(CONNECTIONS)],
  );
}

/** Runs another load generator; the server counts its requests. */
export async function runPeer(
  server: Server,
  command: readonly string[],
): Promise<LoadResult> {
  const before = (await server.stats()).served;
  // The second line of `times` has the processor time of child processes: user, system.
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", '"$@" >/dev/null 2>&1; times', "sh", ...command],
    stderr: "null",
  }).output();
  const line = new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1);
  const cpu = [...(line ?? "").matchAll(/(\d+)m([\d.]+)s/g)]
    .reduce((sum, [, min, s]) => sum + Number(min) * 60 + Number(s), 0);
  const requests = (await server.stats()).served - before;
  if (requests > 0) return { requests, elapsed: DURATION_S, cpu };
  throw new Error(`Cannot compare as nothing was sent by ${command.join(" ")}`);
}

const Stats = z.strictObject({
  served: z.number(),
  /** Seconds of each response to `/slow`. */
  durations: z.array(z.number()),
});

/** A server that accepts every write at `/fast` and `/slow`; dispose of it to end it. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  stats(): Promise<z.infer<typeof Stats>>;
}

export async function startServer(): Promise<Server> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net=127.0.0.1", script],
    // Hides errors of peers that end in the middle of a request.
    stderr: "null",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  const port = Number(value.trim());
  return {
    port,
    async stats() {
      const response = await fetch(`http://127.0.0.1:${port}/`);
      return Stats.parse(await response.json());
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await lines.cancel();
      await child.status;
    },
  };
}
