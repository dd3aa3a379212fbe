/**
 * Starts scrape targets for Prometheus: our own exporter (`exporter/main.ts`), one Deno process for all targets, with
 * permissions for 127.0.0.1 and one file only; or Avalanche, one process per target.
 */
import project from "../../../deno.json" with { type: "json" };
import { isOk } from "../../lab/clients/fetch_json.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import {
  type Avalanche,
  avalancheCommand,
  canServeShape,
  findAvalanche,
} from "./avalanche.ts";
import { metricName } from "./exporter/page.ts";
import { readExporterState } from "./exporter/exporter_state.ts";
import { checkShape, type TargetShape } from "./exporter/shape.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

export type { TargetShape };

const HOST = "127.0.0.1";

/** Timeout until all targets respond. */
const START_TIMEOUT_S = 60;

const MAIN = new URL("./exporter/main.ts", import.meta.url);

/** File in the run's folder, which is the working directory of its processes; has the ports of our exporter. */
const STATE_FILE = "targets.json";

/** Running targets. They end with the `ProcessGroup` that owns their processes. */
export interface Targets {
  /** `127.0.0.1:port` of each; a restarted process keeps them. */
  readonly addresses: readonly string[];
  /** One process for all targets, or one per target. */
  readonly processes: readonly ManagedProcess[];
  readonly exporter: "loadline" | "avalanche";
  /** As reported by Avalanche, empty if unknown; that of the project for our exporter. */
  readonly version: string;
  /** Returns the name of the metric at an index below `shape.metrics`, for use in queries. */
  metric(index: number): string;
}

export interface TargetOptions {
  readonly shape: TargetShape;
  readonly exporter: "loadline" | "avalanche";
  /** Path of Avalanche; empty to use the one on PATH. */
  readonly avalanche: string;
  readonly signal: AbortSignal;
}

/**
 * Starts all targets and returns when each of them responds. Throws TypeError or RangeError for an invalid shape, an
 * Error with the tail of the log if a process exits, `TimeoutError` if they are not ready in time, and for Avalanche
 * `UnavailableError` if it is not installed, `UsageError` for a shape that it does not support.
 */
export async function startTargets(
  processes: ProcessGroup,
  { shape, exporter, avalanche: path, signal }: TargetOptions,
): Promise<Targets> {
  checkShape(shape);
  if (exporter === "loadline") {
    return await startExporter(processes, { shape, signal });
  }
  if (!canServeShape(shape)) {
    throw new UsageError(
      `Cannot use avalanche as it needs whole seconds and replaces all series at once: use --set exporter=loadline, or whole seconds and churn=0`,
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
  const owned = ports.map((port, target) =>
    processes.spawn(
      `targets-${target}`,
      avalancheCommand(avalanche, { shape, port }),
    )
  );
  await waitUntil((signal) => allRespond(addresses, signal), {
    timeout: START_TIMEOUT_S,
    signal,
    what: `${shape.targets} targets of Avalanche`,
    processes: owned,
  });
  return {
    addresses,
    processes: owned,
    exporter: "avalanche",
    version: avalanche.version,
    metric: (index) => `${avalanche.prefix}${index}`,
  };
}

async function startExporter(
  processes: ProcessGroup,
  { shape, signal }: Start,
): Promise<Targets> {
  const owned = [
    processes.spawn("targets", exporterCommand(shape), {
      env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
    }),
  ];
  let addresses: readonly string[] = [];
  await waitUntil(async (signal) => {
    const state = await readExporterState(`${processes.folder}/${STATE_FILE}`);
    if (!state) return false;
    addresses = state.ports.map((port) => `${HOST}:${port}`);
    return await allRespond(addresses, signal);
  }, {
    timeout: START_TIMEOUT_S,
    signal,
    what: `${shape.targets} targets`,
    processes: owned,
  });
  return {
    addresses,
    processes: owned,
    exporter: "loadline",
    version: project.version,
    metric: metricName,
  };
}

function exporterCommand(shape: TargetShape): readonly string[] {
  return [
    ...packageFreeProgram(),
    `--allow-net=${HOST}`,
    ...[`--allow-read=${STATE_FILE}`, `--allow-write=${STATE_FILE}`],
    ...[decodeURIComponent(MAIN.pathname), "--file", STATE_FILE],
    ...["--targets", String(shape.targets)],
    ...["--metrics", String(shape.metrics)],
    ...["--series", String(shape.series)],
    ...["--labels", String(shape.labels)],
    ...["--value_interval", String(shape.value_interval)],
    ...["--churn", String(shape.churn)],
  ];
}

async function allRespond(
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const healthy = await Promise.all(
    addresses.map((address) => isOk(`http://${address}/health`, { signal })),
  );
  return healthy.every((isHealthy) => isHealthy);
}
