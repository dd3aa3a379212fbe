/**
 * What Prometheus scrapes: our own exporter (`exporter/main.ts`), one Deno process for all targets, which may do nothing but
 * talk on 127.0.0.1 and keep one file; or Avalanche, one process a target.
 */
import project from "../../../deno.json" with { type: "json" };
import type { OwnedProcess } from "../../lab/processes/managed_process.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import {
  type Avalanche,
  avalancheCommand,
  findAvalanche,
  suitsAvalanche,
} from "./avalanche.ts";
import { metricName } from "./exporter/page.ts";
import { readServing } from "./exporter/serving.ts";
import { checkShape, type TargetShape } from "./exporter/shape.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

export type { TargetShape };

const HOST = "127.0.0.1";

/** Seconds that all targets get to answer. */
const START = 30;

const MAIN = new URL("./exporter/main.ts", import.meta.url);

/** File in the run's folder, where a process starts, that says at which ports our exporter serves. */
const FILE = "targets.json";

/** Targets that answer. They end with the `ProcessGroup` that owns their processes. */
export interface Targets {
  /** `127.0.0.1:port` of each; they stay the same when a process is started again. */
  readonly addresses: readonly string[];
  /** The one that serves all of them, or one for each. */
  readonly processes: readonly OwnedProcess[];
  readonly exporter: "loadline" | "avalanche";
  /** As Avalanche tells it, empty when it does not; ours is the project's. */
  readonly version: string;
  /** Name of the metric at an index below `shape.metrics`, as queries must say it. */
  metric(index: number): string;
}

export interface TargetOptions {
  readonly shape: TargetShape;
  readonly exporter: "loadline" | "avalanche";
  /** Path of Avalanche; empty for the one on PATH. */
  readonly avalanche: string;
  readonly signal: AbortSignal;
}

/**
 * Starts all targets and returns when each of them answers. Throws TypeError or RangeError for a shape that makes no sense,
 * an Error with the last lines of its log when a process ends, `TimeoutError` when they do not get there in time, and for
 * Avalanche `UnavailableError` where it is not installed, `UsageError` for a shape that it cannot have.
 */
export async function startTargets(
  processes: ProcessGroup,
  { shape, exporter, avalanche: path, signal }: TargetOptions,
): Promise<Targets> {
  checkShape(shape);
  if (exporter === "loadline") {
    return await startExporter(processes, { shape, signal });
  }
  if (!suitsAvalanche(shape)) {
    throw new UsageError(
      `Cannot use avalanche as its values change at whole seconds and it renews all series at once: use --set exporter=loadline, or whole seconds and churn=0`,
    );
  }
  const avalanche = await findAvalanche({ path, signal });
  if (avalanche === null) {
    throw new UnavailableError(
      "Cannot find avalanche as it is not on PATH, or is another program: use --set avalanche=/path/of/the/program, or --set exporter=loadline",
    );
  }
  return await startAvalanche(avalanche, { processes, shape, signal });
}

type Start = Pick<TargetOptions, "shape" | "signal">;

async function startAvalanche(
  avalanche: Avalanche,
  { processes, shape, signal }: Start & {
    readonly processes: ProcessGroup;
  },
): Promise<Targets> {
  const ports = Array.from(
    { length: shape.targets },
    () => processes.freePort(),
  );
  const addresses = ports.map((port) => `${HOST}:${port}`);
  const started = ports.map((port, target) =>
    processes.spawn(
      `targets-${target}`,
      avalancheCommand(avalanche, { shape, port }),
    )
  );
  await waitUntil((signal) => allAnswer(addresses, signal), {
    timeout: START,
    signal,
    what: `${shape.targets} targets of Avalanche`,
    processes: started,
  });
  return {
    addresses,
    processes: started,
    exporter: "avalanche",
    version: avalanche.version,
    metric: (index) => `${avalanche.prefix}${index}`,
  };
}

async function startExporter(
  processes: ProcessGroup,
  { shape, signal }: Start,
): Promise<Targets> {
  const started = [
    processes.spawn("targets", exporterCommand(shape), {
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    }),
  ];
  let addresses: readonly string[] = [];
  await waitUntil(async (signal) => {
    const serving = await readServing(`${processes.folder}/${FILE}`);
    if (!serving) return false;
    addresses = serving.ports.map((port) => `${HOST}:${port}`);
    return await allAnswer(addresses, signal);
  }, {
    timeout: START,
    signal,
    what: `${shape.targets} targets`,
    processes: started,
  });
  return {
    addresses,
    processes: started,
    exporter: "loadline",
    version: project.version,
    metric: metricName,
  };
}

function exporterCommand(shape: TargetShape): readonly string[] {
  return [
    ...packageFreeProgram(),
    `--allow-net=${HOST}`,
    ...[`--allow-read=${FILE}`, `--allow-write=${FILE}`],
    ...[decodeURIComponent(MAIN.pathname), "--file", FILE],
    ...["--targets", String(shape.targets)],
    ...["--metrics", String(shape.metrics)],
    ...["--series", String(shape.series)],
    ...["--labels", String(shape.labels)],
    ...["--value_interval", String(shape.value_interval)],
    ...["--churn", String(shape.churn)],
  ];
}

async function allAnswer(
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const answers = await Promise.all(addresses.map(async (address) => {
    try {
      const response = await fetch(`http://${address}/health`, { signal });
      await response.body?.cancel();
      return response.ok;
    } catch {
      return false;
    }
  }));
  return answers.every((answered) => answered);
}
