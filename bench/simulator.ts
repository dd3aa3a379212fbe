/** Benchmarks the simulated platform: a virtual week, from 10 to 1,000 cells with 200 instances each. */
import { cpuUsage } from "node:process";
import type { AppKind, Platform } from "../src/systems/platform/platform.ts";
import { startSimulator } from "../src/systems/simulator/simulator.ts";
import { type Benchmark, type Context, factRow, type Row } from "./_measure.ts";

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const WEEK_S = 7 * 86_400;
const CELLS = [10, 30, 100, 300, 1000];
/** Instances on a cell; the push mix has 96. */
const INSTANCES = 200;
const MIX_INSTANCES = 96;
const GOAL_S = 60;
const GOAL_BYTES = 4 * GIB;
/** Cost beyond n log n that is noise of the machine. */
const GOAL_GROWTH = 1.5;

/** The push mix of a cell: kind, applications, instances of each, memory in MiB. */
const kinds: readonly (readonly [AppKind, number, number, number])[] = [
  ["hello", 54, 1, 128],
  ["microservice", 12, 2, 512],
  ["web", 2, 4, 1024],
  ["crashing", 10, 1, 128],
];

export const simulatorBench: Benchmark = {
  name: "simulator",
  title: "a simulated platform over a virtual week",
  needs: [],
  run,
};

async function run({ log }: Context): Promise<Row[]> {
  const rows: Row[] = [];
  const costs: number[] = [];
  for (const cells of CELLS) {
    // Processor time, as the goal is that of one core whatever else the machine does.
    const before = cpuUsage();
    const { instances, bytes } = await simulateWeek(cells);
    const { user, system } = cpuUsage(before);
    const seconds = (user + system) / 1e6;
    const cost = seconds / (cells * Math.log2(cells));
    costs.push(cost);
    log(
      `${cells} cells, ${instances} instances: ${
        seconds.toFixed(1)
      } s of a processor`,
    );
    const isLargest = cells === CELLS.at(-1);
    rows.push(factRow(`a week of ${cells} cells, ${instances} instances`, {
      ours: `${seconds.toFixed(1)} s`,
      ...isLargest ? { goal: `<= ${GOAL_S} s`, met: seconds <= GOAL_S } : {},
    }));
    if (!isLargest) continue;
    rows.push(factRow("- memory of the process", {
      ours: `${(bytes / GIB).toFixed(2)} GiB`,
      goal: "<= 4 GiB",
      met: bytes <= GOAL_BYTES,
    }));
  }
  const growth = costs.at(-1)! / costs[2]!;
  rows.push(factRow("- cost over n log n, 1,000 cells beside 100", {
    ours: growth.toFixed(2),
    goal: `<= ${GOAL_GROWTH}`,
    met: growth <= GOAL_GROWTH,
  }));
  return rows;
}

/** Pushes the mix, 2 N at once, and waits for the end of the week. */
async function simulateWeek(
  cells: number,
): Promise<{ instances: number; bytes: number }> {
  const { signal } = new AbortController();
  await using platform = startSimulator({
    ...{ cells, seed: 1, settings: {}, logs: false },
    cellMemory: 64 * GIB,
    cellDisk: 400 * GIB,
    startedAt: 0,
  });
  await pushMix(platform, cells, signal);
  let { rss } = Deno.memoryUsage();
  while (platform.clock.now() < 1000 * WEEK_S) {
    await platform.clock.wait(3600, signal);
    platform.samples();
    rss = Math.max(rss, Deno.memoryUsage().rss);
  }
  return { instances: (await platform.instances()).length, bytes: rss };
}

async function pushMix(
  platform: Platform,
  cells: number,
  signal: AbortSignal,
): Promise<void> {
  const factor = cells * INSTANCES / MIX_INSTANCES;
  const apps = kinds.flatMap(([kind, count, instances, memory]) =>
    Array.from({ length: Math.round(count * factor) }, (_, i) => ({
      ...{ name: `${kind}-${i}`, kind, instances, logRate: 0 },
      memory: memory * MIB,
      disk: GIB,
      crashAfter: kind === "crashing" ? 30 : null,
    }))
  );
  let next = 0;
  await Promise.all(Array.from({ length: 2 * cells }, async () => {
    for (let i = next++; i < apps.length; i = next++) {
      await platform.push(apps[i]!, { timeout: 3600, signal });
    }
  }));
}
