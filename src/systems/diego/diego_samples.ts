/** Samples of a run on a Diego: what its processes take, and what its cells tell of themselves. */
import { ProcessProbe } from "../../lab/probes/process_probe.ts";
import { HostProbe } from "../../lab/probes/host_probe.ts";
import { procUnavailableReason } from "../../lab/processes/proc.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { PlatformSample } from "../platform/platform.ts";
import type { CellsStatus } from "./cells/cells_plan.ts";
import type { Cells } from "./cells/start_cells.ts";
import type { MetricSink } from "./clients/metric_sink.ts";

/** Seconds from one sample to the next. */
const EVERY_S = 2;

export interface SamplerOptions {
  readonly cells: Cells;
  /** Processes by the sources of their samples. */
  readonly processes: () => readonly (Pick<ManagedProcess, "name" | "pid">)[];
  /** What the components tell of themselves; null for somebody's own. */
  readonly metrics: Pick<MetricSink, "take"> | null;
  readonly signal: AbortSignal;
}

/** Samples until `signal` aborts. Returns a function that returns the samples since its last call. */
export function startSampler(
  { cells, processes, metrics, signal }: SamplerOptions,
): () => readonly PlatformSample[] {
  const samples: PlatformSample[] = [];
  const canSample = procUnavailableReason() === "";
  const probe = new ProcessProbe({ run_id: "", onWarning: () => {} });
  const host = new HostProbe({ run_id: "" });
  repeat(async () => {
    const at = now();
    if (canSample) {
      const running = processes().flatMap(({ name, pid }) =>
        pid === null ? [] : [{ name, pid }]
      );
      for (const sample of [...host.sample(), ...probe.sample(running)]) {
        const { source, metric, unit, value } = sample;
        samples.push({ source, metric, unit, at, value });
      }
    }
    samples.push(...metrics?.take() ?? []);
    const statuses = await cells.status();
    samples.push(
      ...toCellSamples(statuses.filter((status) => status !== null), at),
    );
  }, { every: EVERY_S, signal });
  return () => samples.splice(0);
}

/** Converts the status of processes of cells: sums, and the largest where each has its own. */
export function toCellSamples(
  statuses: readonly CellsStatus[],
  at: number,
): PlatformSample[] {
  if (statuses.length === 0) return [];
  const sum = (of: (status: CellsStatus) => number) =>
    statuses.reduce((total, status) => total + of(status), 0);
  const max = (of: (status: CellsStatus) => number) =>
    Math.max(...statuses.map(of));
  const loops = sum(({ loops }) => loops);
  const presences = (of: "failed" | "conflict") =>
    sum((status) => status.presences[of]);
  const requests = (of: "ok" | "failed" | "conflict") =>
    sum((status) =>
      Object.values(status.requests).reduce((n, each) => n + each[of], 0)
    );
  const rows: readonly (readonly [string, string, string, number])[] = [
    ["rep", "ContainerCount", "", sum(({ containers }) => containers)],
    ["rep", "StartingContainerCount", "", sum(({ starting }) => starting)],
    ["rep", "EvacuatingCells", "", sum(({ evacuating }) => evacuating)],
    ["rep", "requests_ok", "", requests("ok")],
    ["rep", "requests_refused", "", requests("conflict")],
    ["rep", "requests_failed", "", requests("failed")],
    ["rep", "presences_failed", "", presences("failed")],
    ["rep", "presences_refused", "", presences("conflict")],
    ["rep", "loops_failed", "", sum(({ failedLoops }) => failedLoops)],
    ["generator", "cpu", "1", sum(({ cpu }) => cpu)],
    ["generator", "event_loop_lag", "s", max(({ lag }) => lag)],
    ["generator", "connection_wait", "s", max(({ wait }) => wait)],
    ["generator", "in_flight", "", sum(({ waiting }) => waiting)],
    ...loops === 0 ? [] : [
      [
        "rep",
        "RepBulkSyncDuration",
        "s",
        max(({ longestLoop }) => longestLoop),
      ] as const,
    ],
  ];
  return rows.map(([source, metric, unit, value]) => ({
    ...{ source, metric, unit, at, value },
  }));
}
