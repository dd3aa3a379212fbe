/** Samples the buffer of a forwarder on disk, and the counters that it keeps itself. */
import { statfs } from "node:fs/promises";
import { allocatedSize } from "../../lab/probes/folder_size.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import type { Sample } from "../../record/mod.ts";
import type {
  Forwarder,
  ForwarderCounters,
  LineCounters,
} from "../../systems/forwarders/forwarder.ts";
import { findSinkSpool } from "../../systems/forwarders/sink_spool.ts";
import { pathSeenBy } from "./small_disk.ts";

const SPOOL_EVERY_S = 0.25;

/** Some forwarders answer through a program, or update their counters once a second. */
const COUNTERS_EVERY_S = 0.5;

/** Counters as metrics of samples, and as statistics of `reported`. */
export const counterMetrics = {
  queued: "queued_lines",
  sent: "reported_sent_lines",
  dropped: "dropped_lines",
} as const satisfies Record<keyof LineCounters, string>;

export interface ForwarderProbeOptions {
  readonly run_id: string;
  /** Source of the samples. */
  readonly source: string;
  readonly forwarder: Pick<Forwarder, "spool" | "main" | "counters">;
  /** Names of what it sends to, in the order of its counters. */
  readonly sinks: readonly string[];
  /** Whether the buffer is on a disk that only the forwarder sees. */
  readonly ownDisk: boolean;
  readonly receivers: Pick<RowReceivers, "onSamples" | "onWarning">;
}

/** Samples until disposed of. */
export function startForwarderProbe(
  options: ForwarderProbeOptions,
): AsyncDisposable {
  const { run_id, source, forwarder, receivers } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const emit = (metrics: readonly (readonly [string, string, number])[]) => {
    const at = timestamp();
    receivers.onSamples(metrics.map(([metric, unit, value]): Sample => ({
      ...{ run_id, source, metric, unit, at, value },
    })));
  };
  const attempt = async (act: () => Promise<void>) => {
    try {
      await act();
    } catch (error) {
      const { message } = error as Error;
      receivers.onWarning("probe-failed", `${source}: ${message}`);
    }
  };
  const loops = [
    repeat(() =>
      attempt(async () => {
        const path = spoolPath(options);
        if (path === "") return;
        emit(await toSpoolMetrics(path, options.sinks));
        if (options.ownDisk) emit([await toFreeMetric(path)]);
      }), { every: SPOOL_EVERY_S, signal }),
  ];
  const { counters } = forwarder;
  if (counters !== null) {
    loops.push(repeat(() =>
      attempt(async () => {
        emit(
          toMetrics(await counters(), options.sinks).map(([metric, value]) => [
            ...[metric, "", value] as const,
          ]),
        );
      }), { every: COUNTERS_EVERY_S, signal }));
  }
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

/** Returns the size of a buffer on disk: in total, and as `spool_bytes;sink-1` of each sink that has its own. */
async function toSpoolMetrics(
  path: string,
  names: readonly string[],
): Promise<[metric: string, unit: string, value: number][]> {
  const metrics: [string, string, number][] = [
    ["spool_bytes", "B", await allocatedSize(path)],
  ];
  for (const name of names) {
    const own = await findSinkSpool(path, name);
    if (own === "") continue;
    metrics.push([`spool_bytes;${name}`, "B", await allocatedSize(own)]);
  }
  return metrics;
}

/** Returns what is free on the disk of its own: other buffers and files beside those of the sinks fill it as well. */
async function toFreeMetric(
  path: string,
): Promise<[metric: string, unit: string, value: number]> {
  const { bavail, bsize } = await statfs(path);
  return ["spool_free", "B", bavail * bsize];
}

/** A disk of its own is seen through its process, and not at all while that does not run. */
function spoolPath(
  { forwarder: { spool, main }, ownDisk }: ForwarderProbeOptions,
): string {
  if (!ownDisk || spool === "") return spool;
  return main === null || main.pid === null ? "" : pathSeenBy(main.pid, spool);
}

/** Returns each known counter: in total, and as `queued_lines;sink-1` for each sink. */
export function toMetrics(
  { sinks, shared }: ForwarderCounters,
  names: readonly string[],
): [metric: string, value: number][] {
  const metrics: [string, number][] = [];
  for (const counter of ["queued", "sent", "dropped"] as const) {
    const metric = counterMetrics[counter];
    const all = [...sinks, shared].flatMap((of) => of[counter] ?? []);
    if (all.length === 0) continue;
    metrics.push([metric, all.reduce((sum, value) => sum + value, 0)]);
    for (const [index, { [counter]: value }] of sinks.entries()) {
      if (value !== null) metrics.push([`${metric};${names[index]}`, value]);
    }
  }
  return metrics;
}
