/** Benchmarks our load generator against hey and Locust, the accuracy of its latency, and the cost of recording. */
import process from "node:process";
import { PartWriter } from "../src/record/mod.ts";
import { quantile } from "../src/statistics/mod.ts";
import {
  type LoadResult,
  runOurs,
  runPeer,
  type Server,
  startServer,
  toHey,
  toLocust,
  write,
} from "./_load.ts";
import {
  alternate,
  type Benchmark,
  type Context,
  factRow,
  median,
  ratioRow,
  type Row,
} from "./_measure.ts";

export const load: Benchmark = {
  name: "load",
  title: "HTTP load in a closed and an open loop",
  needs: [{ probe: ["which", "hey"], package: "hey" }],
  run,
};

async function run(context: Context): Promise<Row[]> {
  await using server = await startServer();
  const { folder } = context;
  const locust = await canImport("locust")
    ? await beside("Locust", await toLocust(server, folder), server, context)
    : [factRow("100,000 requests (Locust)", { ours: "", peer: "missing" })];
  return [
    ...await beside("hey", await toHey(server, folder), server, context),
    ...locust,
    await latencyError(server),
    await recordingCost(server, context),
    await recordingShare(server, context),
  ];
}

/** Measures seconds, and processor seconds of the generator, for 100,000 requests on 25 connections. */
async function beside(
  name: string,
  command: readonly string[],
  server: Server,
  context: Context,
): Promise<Row[]> {
  const cpu = { ours: [] as number[], peer: [] as number[] };
  const add = (side: number[], { requests, elapsed, cpu }: LoadResult) => {
    side.push(cpu * 1e5 / requests);
    return elapsed * 1e5 / requests;
  };
  const seconds = await alternate(
    async () => add(cpu.ours, await runOurs(server, () => {})),
    async () => add(cpu.peer, await runPeer(server, command)),
    context,
  );
  return [
    ratioRow(`100,000 requests, 25 connections (${name})`, seconds),
    ratioRow("- processor time, columns of the record included", cpu, 0.8),
  ];
}

async function canImport(module: string): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("python3", {
      args: ["-c", `import ${module}`],
      stderr: "null",
    }).output();
    return success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Compares our 99th percentile in an open loop with that by the server's clock. */
async function latencyError(server: Server): Promise<Row> {
  const durations: number[] = [];
  await runOurs(
    server,
    (rows) => durations.push(...[...rows].map((row) => row.duration_s ?? NaN)),
    { path: "/slow", loop: "constant", rate: 500, workers: 60 },
  );
  const { durations: served } = await server.stats();
  const p99 = (values: readonly number[]) =>
    quantile(Float64Array.from(values).sort(), 0.99);
  const error = p99(durations) / p99(served) - 1;
  return factRow("p99 in an open loop of 500/s (the server's clock)", {
    ours: `${(p99(durations) * 1000).toFixed(1)} ms`,
    peer: `${(p99(served) * 1000).toFixed(1)} ms, ${
      (error * 100).toFixed(1)
    } % off`,
    goal: "<= 5 % off",
    met: Math.abs(error) <= 0.05,
  });
}

/** Measures the share of a core for converting batches and writing them, at 5,000 requests a second. */
async function recordingCost(
  server: Server,
  { folder }: Context,
): Promise<Row> {
  const shares: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await using writer = toWriter(`${folder}/recorded-${turn}`);
    const before = process.threadCpuUsage();
    const { elapsed } = await runOurs(
      server,
      (rows) => write(writer, rows),
      { loop: "constant", rate: 5000 },
    );
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

/** Measures the share of writing rows in the processor time of the generator, at its maximum throughput. */
async function recordingShare(
  server: Server,
  context: Context,
): Promise<Row> {
  const cost = ({ cpu, requests }: LoadResult) => cpu * 1e5 / requests;
  const { ours, peer } = await alternate(
    async (turn) => {
      await using writer = toWriter(`${context.folder}/share-${turn}`);
      return cost(
        await runOurs(server, (rows) => write(writer, rows)),
      );
    },
    async () => cost(await runOurs(server, () => {})),
    context,
  );
  const shares = ours.map((all, i) => 1 - (peer[i] ?? NaN) / all);
  return factRow("- of all processor time, at full speed (rows dropped)", {
    ours: `${(median(shares) * 100).toFixed(1)} %`,
  });
}

/** Writes rows without compaction, which follows the load. */
function toWriter(folder: string): PartWriter {
  return new PartWriter(folder, { minCompactRows: Infinity });
}
