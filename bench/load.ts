/** Driving load: our generator beside hey, against the same server; what it says of latency; what recording costs. */
import process from "node:process";
import type { LoadPlan } from "../src/lab/load_plan.ts";
import { startLoad } from "../src/lab/load.ts";
import { type Operation, PartWriter } from "../src/record/mod.ts";
import { quantile } from "../src/statistics/mod.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  median,
  ratioRow,
  type Row,
} from "./_measure.ts";

const CONNECTIONS = 25;
const SECONDS = 3;
const BYTES = 1024;
const server = new URL("./_load_server.ts", import.meta.url).pathname;

export const load: Benchmark = {
  name: "load",
  title: "HTTP load in a closed and an open loop",
  needs: [{ probe: ["which", "hey"], package: "hey" }],
  run,
};

async function run(context: Context): Promise<Row[]> {
  const { port, end } = await startServer();
  try {
    return [
      ...await besideHey(port, context),
      await latencyError(port),
      await recordingCost(port, context),
    ];
  } finally {
    await end();
  }
}

/** Seconds for 100,000 requests, and processor seconds of the generator for them. */
async function besideHey(port: number, context: Context): Promise<Row[]> {
  const cpu = { ours: [] as number[], peer: [] as number[] };
  const body = `${context.folder}/body`;
  await Deno.writeFile(body, new Uint8Array(BYTES));
  const seconds = await alternate(
    async () => {
      const before = process.cpuUsage();
      const { requests, elapsed } = await drive(
        toPlan(port, "/fast"),
        () => {},
      );
      const { user, system } = process.cpuUsage(before);
      cpu.ours.push((user + system) / 1e6 * 1e5 / requests);
      return elapsed * 1e5 / requests;
    },
    async () => {
      const { requests, elapsed, spent } = await hey(port, body);
      cpu.peer.push(spent * 1e5 / requests);
      return elapsed * 1e5 / requests;
    },
    context,
  );
  return [
    ratioRow("100,000 requests, 25 connections (hey)", seconds),
    ratioRow("- processor time, rows made of them included", cpu, 1),
  ];
}

/** Our 99th percentile in an open loop against that by the server's own clock. */
async function latencyError(port: number): Promise<Row> {
  const durations: number[] = [];
  await drive({
    ...toPlan(port, "/slow"),
    loop: "constant",
    rate: 500,
    workers: 60,
  }, (rows) => durations.push(...rows.map((row) => row.duration_s ?? NaN)));
  const told = await fetch(`http://127.0.0.1:${port}/`);
  const truth: number[] = await told.json();
  const p99 = (values: readonly number[]) =>
    quantile(Float64Array.from(values).sort(), 0.99);
  const error = p99(durations) / p99(truth) - 1;
  return factRow("p99 in an open loop of 500/s (the server's clock)", {
    ours: `${(p99(durations) * 1000).toFixed(1)} ms`,
    peer: `${(p99(truth) * 1000).toFixed(1)} ms, ${
      (error * 100).toFixed(1)
    } % off`,
    goal: "<= 5 % off",
    met: Math.abs(error) <= 0.05,
  });
}

/** Share of one core that turning batches into rows and writing them takes, at 5,000 requests a second. */
async function recordingCost(port: number, { folder }: Context): Promise<Row> {
  const shares: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await using writer = new PartWriter(`${folder}/recorded-${turn}`, {
      compactFrom: Infinity,
    });
    const before = process.threadCpuUsage();
    const { elapsed } = await drive({
      ...toPlan(port, "/fast"),
      loop: "constant",
      rate: 5000,
    }, (rows) => writer.append("operations", rows));
    const { user, system } = process.threadCpuUsage(before);
    shares.push((user + system) / 1e6 / elapsed);
  }
  const share = median(shares);
  return factRow("recording 5,000 requests a second", {
    ours: `${(share * 100).toFixed(1)} % of a core`,
    goal: "<= 5 %",
    met: share <= 0.05,
  });
}

function toPlan(port: number, path: string): LoadPlan {
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
  };
}

async function drive(
  plan: LoadPlan,
  onOperations: (rows: readonly Operation[]) => void,
): Promise<{ readonly requests: number; readonly elapsed: number }> {
  let requests = 0;
  const load = startLoad(plan, {
    onOperations(rows) {
      requests += rows.length;
      onOperations(rows);
    },
    onSamples: () => {},
  });
  const started = performance.now();
  await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
  await load.stop();
  return { requests, elapsed: (performance.now() - started) / 1000 };
}

/** `times` of the shell tells the processor time of what it waited for, in its second line. */
async function hey(port: number, body: string) {
  const command =
    `hey -z ${SECONDS}s -c ${CONNECTIONS} -m PUT -D ${body} http://127.0.0.1:${port}/fast; times`;
  const { stdout } = await new Deno.Command("sh", { args: ["-c", command] })
    .output();
  const text = new TextDecoder().decode(stdout);
  const figure = (pattern: RegExp) => Number(pattern.exec(text)?.[1]);
  const elapsed = figure(/Total:\s+([\d.]+) secs/);
  const times = text.trimEnd().split("\n").at(-1) ?? "";
  const spent = [...times.matchAll(/(\d+)m([\d.]+)s/g)]
    .reduce((sum, [, min, s]) => sum + Number(min) * 60 + Number(s), 0);
  return {
    requests: figure(/Requests\/sec:\s+([\d.]+)/) * elapsed,
    elapsed,
    spent,
  };
}

async function startServer() {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-net=127.0.0.1", server],
    stdout: "piped",
  }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  return {
    port: Number(value.trim()),
    async end() {
      child.kill("SIGTERM");
      await lines.cancel();
      await child.status;
    },
  };
}
