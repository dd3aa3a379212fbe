/** Samples the processes of a control plane, and the pages on which its components tell of themselves. */
import { fetchText } from "../../../lab/clients/fetch_json.ts";
import { HostProbe } from "../../../lab/probes/host_probe.ts";
import { ProcessProbe } from "../../../lab/probes/process_probe.ts";
import { parsePrometheus } from "../../../lab/probes/prometheus_text.ts";
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import { procUnavailableReason } from "../../../lab/processes/proc.ts";
import { repeat } from "../../../lab/timing/periodic.ts";
import { now } from "../../../lab/timing/wall_clock.ts";
import type { Sample } from "../../../record/mod.ts";
import type { PlatformSample } from "../../platform/platform.ts";
import type { ApiClient } from "../api/api_client.ts";
import { SLI_FAMILY, toObjectiveSamples } from "./server_objectives.ts";

/** Seconds between two samples of the processes, and between two reads of the pages: the API server's has megabytes. */
const PROCESS_PERIOD_S = 2;
const PAGE_PERIOD_S = 15;

/** Seconds that a page may take. */
const PAGE_TIMEOUT_S = 10;

/** Of etcd: metrics by their units. */
const etcdFamilies: Readonly<Record<string, string>> = {
  etcd_mvcc_db_total_size_in_bytes: "B",
  etcd_mvcc_db_total_size_in_use_in_bytes: "B",
  etcd_debugging_mvcc_keys_total: "",
};

export interface ControlPlaneSamplesOptions {
  readonly client: Pick<ApiClient, "text">;
  readonly processes: readonly ManagedProcess[];
  readonly etcdMetrics: string;
}

export interface ControlPlaneSamples extends AsyncDisposable {
  /** Returns the samples since the last call, in order of time. */
  take(): readonly PlatformSample[];
}

/** Samples until disposed of. */
export function sampleControlPlane(
  { client, processes, etcdMetrics }: ControlPlaneSamplesOptions,
): ControlPlaneSamples {
  let samples: PlatformSample[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const isReadable = procUnavailableReason() === "";
  const ignore = () => {
    // A shell that has not executed its program yet; the platform has no place for warnings.
  };
  const probe = new ProcessProbe({ run_id: "", onWarning: ignore });
  const host = new HostProbe({ run_id: "" });
  const sampleProcesses = () => {
    if (!isReadable) return;
    const running = processes.flatMap(({ name, pid }) =>
      pid === null ? [] : [{ name, pid }]
    );
    // The runner too: whether it is what limits can be read off it.
    const nodes = [...running, { name: "runner", pid: Deno.pid }];
    samples.push(
      ...[...host.sample(), ...probe.sample(nodes)].map(toPlatformSample),
    );
  };
  const readPages = async () => {
    const limits = { timeout: PAGE_TIMEOUT_S, signal };
    const [api, etcd] = await Promise.all([
      client.text("/metrics", limits),
      fetchText(etcdMetrics, limits),
    ]);
    const at = now();
    const { series } = parsePrometheus(api ?? "", {
      keep: (family) => family === SLI_FAMILY,
    });
    samples.push(
      ...toObjectiveSamples(series, at),
      ...toEtcdSamples(etcd?.text ?? "", at),
    );
  };
  const loops = [
    repeat(sampleProcesses, { every: PROCESS_PERIOD_S, signal }),
    repeat(readPages, { every: PAGE_PERIOD_S, signal }),
  ];
  return {
    take() {
      const taken = samples.toSorted((a, b) => a.at - b.at);
      samples = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await Promise.all(loops);
    },
  };
}

function toPlatformSample(
  { source, metric, unit, at, value }: Sample,
): PlatformSample {
  return {
    source,
    metric,
    unit,
    at: at === null ? now() : Date.parse(at),
    value,
  };
}

function toEtcdSamples(text: string, at: number): PlatformSample[] {
  const { series } = parsePrometheus(text, {
    keep: (family) => Object.hasOwn(etcdFamilies, family),
  });
  return series.map(({ name, value }) => ({
    ...{ source: "etcd", metric: name, at, value },
    unit: etcdFamilies[name] ?? "",
  }));
}
