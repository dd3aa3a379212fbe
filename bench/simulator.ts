/**
 * Benchmarks the simulated platform: a virtual week, from 10 to 1,000 cells with 200 instances each, which are followed as
 * in a run; and the whole of a run of the largest, with its record, its verdict and its page.
 */
import { cpuUsage } from "node:process";
import { trackInstances } from "../src/experiments/platform/instances/instance_tracker.ts";
import { watchPlatform } from "../src/experiments/platform/instances/watch_platform.ts";
import { toApps } from "../src/experiments/platform/push_mix.ts";
import type { AppSpec, Platform } from "../src/systems/platform/platform.ts";
import { startSimulator } from "../src/systems/simulator/simulator.ts";
import { readProcess } from "../src/lab/processes/proc.ts";
import { type Benchmark, type Context, factRow, type Row } from "./_measure.ts";

const GIB = 2 ** 30;
const WEEK_S = 7 * 86_400;
const CELLS = [10, 30, 100, 300, 1000];
/** Instances on a cell; the push mix has 96. */
const INSTANCES = 200;
const MIX_INSTANCES = 96;
/** A week of the same size, as a run. */
const WHOLE_RUN = "platform-soak/large";
/** Time between two looks at the memory of a run. */
const LOOK_PERIOD_MS = 200;
const GOAL_S = 60;
const GOAL_BYTES = 4 * GIB;
/** Cost beyond n log n that is noise of the machine. */
const GOAL_GROWTH = 1.5;

export const simulatorBench: Benchmark = {
  name: "simulator",
  title: "a simulated platform over a virtual week",
  needs: [],
  run,
};

async function run({ folder, log }: Context): Promise<Row[]> {
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
  const { seconds, bytes } = await makeRun(folder);
  log(`the whole of a run: ${seconds.toFixed(1)} s`);
  rows.push(
    factRow(`the whole of ${WHOLE_RUN}, real time`, {
      ours: `${seconds.toFixed(1)} s`,
      ...{ goal: `<= ${GOAL_S} s`, met: seconds <= GOAL_S },
    }),
    factRow("- memory of the process", {
      ours: `${(bytes / GIB).toFixed(2)} GiB`,
      ...{ goal: "<= 4 GiB", met: bytes <= GOAL_BYTES },
    }),
  );
  return rows;
}

/** Makes a run as a user does, from the start of the command to its end; returns real seconds, and the most memory seen. */
async function makeRun(
  folder: string,
): Promise<{ seconds: number; bytes: number }> {
  const started = performance.now();
  const command = new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-A", "scripts/run.ts", WHOLE_RUN, "--system", "simulator"],
      ...["--data", `${folder}/runs`, "--reports", `${folder}/pages`],
    ],
    ...{ stdin: "null", stdout: "null", stderr: "null" },
  }).spawn();
  let bytes = 0;
  const watch = setInterval(() => {
    bytes = Math.max(bytes, readProcess(command.pid)?.memory ?? 0);
  }, LOOK_PERIOD_MS);
  const { success } = await command.status;
  clearInterval(watch);
  if (!success) throw new Error(`Cannot measure ${WHOLE_RUN} as it failed`);
  return { seconds: (performance.now() - started) / 1000, bytes };
}

/** Pushes the mix, 2 N at once, and waits for the end of the week. */
async function simulateWeek(
  cells: number,
): Promise<{ instances: number; bytes: number }> {
  const { signal } = new AbortController();
  await using platform = startSimulator({
    ...{ cells, seed: 1, settings: {}, logs: false },
    cellMemory: 64 * GIB,
    cellDisk: 256 * GIB,
    startedAt: 0,
  });
  const ignore = () => {};
  const run_id = "bench";
  const tracker = trackInstances({
    ...{ run_id, onOperations: ignore, onStages: ignore },
  });
  await using _ = watchPlatform({
    ...{ run_id, platform, tracker, poll: 10 },
    ...{ onEvents: ignore, onOperations: ignore },
    ...{ onSamples: ignore, onWarning: ignore },
  });
  const fill = INSTANCES / MIX_INSTANCES;
  const apps = toApps({ cells, fill, chatty: false });
  for (const app of apps) tracker.expect(app, { traced: false });
  await pushAll(platform, apps, { parallel: 2 * cells, signal });
  let { rss } = Deno.memoryUsage();
  while (platform.clock.now() < 1000 * WEEK_S) {
    await platform.clock.wait(3600, signal);
    platform.samples();
    rss = Math.max(rss, Deno.memoryUsage().rss);
  }
  return { instances: (await platform.instances()).length, bytes: rss };
}

async function pushAll(
  platform: Platform,
  apps: readonly AppSpec[],
  { parallel, signal }: {
    readonly parallel: number;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: parallel }, async () => {
    for (let app = apps[next++]; app !== undefined; app = apps[next++]) {
      await platform.push(app, { timeout: 3600, signal });
    }
  }));
}
