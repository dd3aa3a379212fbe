/** Samples a server, its targets and the machine during a run. */
import { statfs } from "node:fs/promises";
import { folderSize } from "../../lab/probes/folder_size.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { startResourceProbes } from "../../lab/probes/resource_probes.ts";
import {
  type Prometheus,
  prometheus,
} from "../../systems/prometheus/prometheus.ts";
import { watchTargetHealth } from "../../systems/prometheus/target_health.ts";
import type { Targets } from "../../systems/targets/scrape_targets.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";

/** Interval of sampling the size of the data folder and the free space on its disk. */
const STORAGE_INTERVAL_S = 5;

/** Samples resources and target health once a second until disposed of; dispose of it before the server ends. */
export function watchServer(
  { server, targets, run_id, receivers }: {
    readonly server: Prometheus;
    readonly targets: Targets;
    readonly run_id: string;
    readonly receivers: Pick<
      RowReceivers,
      "onSamples" | "onEvents" | "onWarning"
    >;
  },
): AsyncDisposable {
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
    metricFamilies: prometheus.metricFamilies,
    ...receivers,
    more: () => [],
    every: 1,
  });
  const targetHealth = watchTargetHealth(server.api, {
    run_id,
    ...receivers,
  });
  const sampleStorage = async () => {
    const at = timestamp();
    const source = "prometheus";
    const size = await folderSize(server.data);
    const disk = await statfs(server.data);
    const free = disk.bavail * disk.bsize;
    receivers.onSamples([
      { run_id, source, metric: "storage", unit: "B", at, value: size },
      { run_id, source, metric: "storage_free", unit: "B", at, value: free },
    ]);
  };
  const storageSampling = repeat(
    () =>
      sampleStorage().catch(({ message }: Error) =>
        receivers.onWarning(
          "probe-failed",
          `the data folder could not be looked at: ${message}`,
        )
      ),
    { every: STORAGE_INTERVAL_S, signal: stop.signal },
  );
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all([
        storageSampling,
        resources[Symbol.asyncDispose](),
        targetHealth[Symbol.asyncDispose](),
      ]);
    },
  };
}
