/** All that is sampled of a server, its targets and its machine while a run goes on. */
import { statfs } from "node:fs/promises";
import { folderSize } from "../../lab/probes/folder_size.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { startResourceProbes } from "../../lab/probes/resource_probes.ts";
import type { Prometheus } from "../../systems/prometheus/prometheus.ts";
import { watchTargets } from "../../systems/prometheus/target_health.ts";
import type { Targets } from "../../systems/targets/scrape_targets.ts";
import type { KeptRows } from "./row_collector.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";

/** Families that the server tells of itself, and that a run keeps. */
const families = [
  "process_",
  "go_memstats_alloc_bytes",
  "go_memstats_heap_inuse_bytes",
  "prometheus_engine_queries",
  "prometheus_engine_query_duration_seconds",
  "prometheus_target_interval_length_seconds",
  "prometheus_target_scrapes_exceeded_sample_limit_total",
  "prometheus_tsdb_blocks_loaded",
  "prometheus_tsdb_compactions_failed_total",
  "prometheus_tsdb_compactions_total",
  "prometheus_tsdb_head_chunks",
  "prometheus_tsdb_head_samples_appended_total",
  "prometheus_tsdb_head_series",
  "prometheus_tsdb_head_series_created_total",
  "prometheus_tsdb_head_truncations_total",
  "prometheus_tsdb_storage_blocks_bytes",
  "prometheus_tsdb_wal_corruptions_total",
  "prometheus_tsdb_wal_fsync_duration_seconds",
];

/** Seconds between two looks at the data folder and its disk. */
const WEIGH_EVERY = 5;

/** Starts looking once a second; dispose of it before the server ends. */
export function watchServer(
  { server, targets, recorder, kept }: {
    readonly server: Prometheus;
    readonly targets: Targets;
    readonly recorder: Pick<Recorder, "run_id" | "warn">;
    readonly kept: KeptRows;
  },
): AsyncDisposable {
  const { run_id } = recorder;
  const stop = new AbortController();
  const resources = startResourceProbes({
    run_id,
    watched: [
      {
        name: "prometheus",
        process: server.process,
        metrics: `${server.url}/metrics`,
      },
      ...targets.processes.map((process, index) => ({
        name: targets.processes.length === 1 ? "targets" : `targets-${index}`,
        process,
        metrics: "",
      })),
    ],
    families,
    onSamples: kept.samples,
    onWarning: (code, message) => recorder.warn(code, message),
    more: () => [],
    every: 1,
  });
  const up = watchTargets(server.api, {
    run_id,
    onSamples: kept.samples,
    onEvents: kept.events,
  });
  const weigh = async () => {
    const at = timestamp();
    const source = "prometheus";
    const size = await folderSize(server.data);
    const disk = await statfs(server.data);
    const free = disk.bavail * disk.bsize;
    kept.samples([
      { run_id, source, metric: "storage", unit: "B", at, value: size },
      { run_id, source, metric: "storage_free", unit: "B", at, value: free },
    ]);
  };
  const weighing = repeat(
    () =>
      weigh().catch(({ message }: Error) =>
        recorder.warn(
          "probe-failed",
          `the data folder could not be looked at: ${message}`,
        )
      ),
    { every: WEIGH_EVERY, signal: stop.signal },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([
        weighing,
        resources[Symbol.asyncDispose](),
        up[Symbol.asyncDispose](),
      ]);
    },
  };
}
