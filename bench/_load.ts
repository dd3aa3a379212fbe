/** What the load benchmark drives, and at what: our generator, its peers, and a server in a process of its own. */
import process from "node:process";
import { z } from "zod";
import type { LoadPlan } from "../src/workloads/key_value/load_plan.ts";
import { startLoad } from "../src/workloads/key_value/key_value_load.ts";
import type { Operation } from "../src/record/mod.ts";

/** Seconds that load is driven. */
const SECONDS = 3;
const CONNECTIONS = 25;
const BYTES = 1024;
const script = new URL("./_load_server.ts", import.meta.url).pathname;

/** What a generator did. */
export interface Driven {
  readonly requests: number;
  /** Seconds. */
  readonly elapsed: number;
  /** Processor seconds of the generator. */
  readonly spent: number;
}

/** Drives load with ours; the plan is a closed loop at `/fast` unless it says otherwise. */
export async function driveOurs(
  { port }: Server,
  onOperations: (rows: readonly Operation[]) => void,
  plan: Partial<LoadPlan> & { readonly path?: string } = {},
): Promise<Driven> {
  let requests = 0;
  const before = process.cpuUsage();
  const started = performance.now();
  const load = startLoad(toPlan(port, plan), {
    onOperations(rows) {
      requests += rows.length;
      onOperations(rows);
    },
    onSamples: () => {},
    onEvents: () => {},
  });
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  await load.stop();
  const elapsed = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { requests, elapsed, spent: (user + system) / 1e6 };
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
    value_size: BYTES,
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
  await Deno.writeFile(body, new Uint8Array(BYTES));
  return ["hey", "-z", `${SECONDS}s`, "-c", String(CONNECTIONS)]
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
        self.client.put("/fast", data=bytes(${BYTES}))
`,
  );
  return ["python3", "-m", "locust", "--headless", "--only-summary"].concat(
    ["-f", file, "-H", `http://127.0.0.1:${port}`, "-t", `${SECONDS}s`],
    ["-u", String(CONNECTIONS), "-r", String(CONNECTIONS)],
  );
}

/** Drives load with another program, from its start to its end; the server counts what it sends. */
export async function drivePeer(
  server: Server,
  command: readonly string[],
): Promise<Driven> {
  const before = (await server.told()).served;
  // The shell tells the processor time of what it waited for in the second line of `times`: user, system.
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", '"$@" >/dev/null 2>&1; times', "sh", ...command],
    stderr: "null",
  }).output();
  const line = new TextDecoder().decode(stdout).trimEnd().split("\n").at(-1);
  const spent = [...(line ?? "").matchAll(/(\d+)m([\d.]+)s/g)]
    .reduce((sum, [, min, s]) => sum + Number(min) * 60 + Number(s), 0);
  const requests = (await server.told()).served - before;
  if (requests > 0) return { requests, elapsed: SECONDS, spent };
  throw new Error(`Cannot compare as nothing was sent by ${command.join(" ")}`);
}

const Told = z.strictObject({
  served: z.number(),
  /** Seconds that each answer to `/slow` took. */
  took: z.array(z.number()),
});

/** A server that takes every write at `/fast` and `/slow`; dispose of it to end it. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  told(): Promise<z.infer<typeof Told>>;
}

export async function startServer(): Promise<Server> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net=127.0.0.1", script],
    // A peer that ends in the middle of a request is no news.
    stderr: "null",
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  const port = Number(value.trim());
  return {
    port,
    async told() {
      const answer = await fetch(`http://127.0.0.1:${port}/`);
      return Told.parse(await answer.json());
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await lines.cancel();
      await child.status;
    },
  };
}
