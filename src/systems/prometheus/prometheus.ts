/** Starts Prometheus 2.42 or later: one process on this machine that scrapes targets and itself. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { number, type ValuesOf } from "../../lab/plan/settings.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { type Backfill, writeBackfill } from "./backfill.ts";
import { findLoki } from "../loki/loki.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { checkProgramPath, findProgram } from "../support/find_program.ts";
import {
  type PrometheusApi,
  type Target,
  toPrometheusApi,
} from "./prometheus_api.ts";
import { TARGETS_JOB, toConfigText, toDuration } from "./prometheus_config.ts";
import {
  type RuntimeLimits,
  toRuntimeEnvironment,
} from "../support/runtime_limits.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

const program = { names: ["prometheus"], debianPackage: "prometheus" };

const settings = {
  retention: number("Retention", 15 * 86400, {
    unit: "s",
    min: 60,
    about: "after which samples are deleted",
  }),
  query_timeout: number("Query time-out", 120, {
    unit: "s",
    min: 0.001,
    about: "after which the server aborts a query",
  }),
  max_samples: number("Samples of a query", 50_000_000, {
    min: 1,
    about: "limit of samples that one query loads",
  }),
  max_concurrency: number("Concurrent queries", 20, {
    min: 1,
    about: "further queries wait",
  }),
};

type Values = ValuesOf<typeof settings>;

/** Timeout to become ready, and again to discover the targets, which takes about 5 s. */
const START_TIMEOUT_S = 60;

/** Prometheus's default block duration. */
const BLOCK_DURATION_S = 2 * 3600;

/** Another program may take a port after it was found free. */
const MAX_PORT_ATTEMPTS = 5;

/** Seconds that the response may take after the server has aborted a query. */
const RESPONSE_GRACE_S = 10;

export const prometheus: System = {
  name: "prometheus",
  title: "Prometheus",
  mode: "real",
  can: ["promql", "kill", "throttle", "metrics"],
  metricFamilies: [
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
  ],
  programs: [program],
  parameters: {},
  identifying: [],
  settings: {
    ...describeSettings(settings),
    prometheus: "path of the program; empty for prometheus on PATH",
    avalanche: "path of the program; empty for avalanche on PATH",
    loki: "URL of a Loki that takes log lines; empty for loki on PATH",
  },
  sizes(texts) {
    readValues(texts);
    readServerPath(texts);
    findLoki(texts["loki"] ?? "");
    return [];
  },
};

/** Reads the settings of the server; program paths and the Loki endpoint are read elsewhere. */
function readValues(
  { loki: _, prometheus: _path, avalanche: _exporter, ...own }:
    PrometheusOptions["settings"],
): Values {
  return readSettings(settings, own);
}

/**
 * Returns the path set with `--set prometheus`, null if unset. Throws `UsageError` if there is no program at the path.
 */
function readServerPath(texts: PrometheusOptions["settings"]): string | null {
  return checkProgramPath("prometheus", texts["prometheus"] ?? "");
}

export interface PrometheusOptions {
  /** Owns the process and its folder. */
  readonly processes: ProcessGroup;
  /** Targets as `host:port`. */
  readonly addresses: readonly string[];
  /** Seconds. */
  readonly scrape_interval: number;
  /** Seconds of samples in a block: the head is flushed at 1.5 times this span. @default {7200} */
  readonly block_duration?: number;
  /** Limits applied after the start, passed to the Go runtime as a container would. @default {unlimited} */
  readonly limits?: RuntimeLimits;
  /** Settings of the system, as given with `--set`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Samples written before the start. @default {null} */
  readonly backfill?: Backfill | null;
}

/** A started server. A restarted process keeps its port and data. */
export interface Prometheus {
  /** As reported by the server. */
  readonly version: string;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly process: ManagedProcess;
  /** Data folder. */
  readonly data: string;
  readonly api: PrometheusApi;
  /** Flags as reported by the server, without dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** Number of targets that were up after the start; the others have not responded in time. */
  readonly scraped: number;
}

/**
 * Starts a server and returns when it has scraped every target once, at the latest two scrape intervals after it
 * discovered all of them. Throws an Error with the tail of its log if it exits, `TimeoutError` if it is not ready in
 * time, `UsageError` for invalid settings, and `UnavailableError` if it, or promtool for a backfill, is not installed.
 */
export async function startPrometheus(
  options: PrometheusOptions,
): Promise<Prometheus> {
  const values = readValues(options.settings);
  const path = readServerPath(options.settings) ?? findProgram(program);
  const { backfill = null } = options;
  if (backfill !== null) {
    const data = dataFolder(options.processes);
    await writeBackfill(options.processes, {
      ...{ ...options, ...backfill, data },
      server: path,
    });
  }
  for (let attempt = 1;; attempt++) {
    const started = await spawn(path, values, options);
    const { api, process } = started;
    try {
      const flags = await waitForFlags(started, options.signal);
      const targets = await waitForScrapes(started, options);
      const scraped = targets.filter(({ job, health }) =>
        job === TARGETS_JOB && health === "up"
      ).length;
      const { version = "" } = await api.buildinfo();
      return { ...started, version, flags, scraped };
    } catch (error) {
      const taken = process.pid === null &&
        (await process.logTail()).includes("address already in use");
      if (!taken || attempt === MAX_PORT_ATTEMPTS) throw error;
    }
  }
}

type Started = Pick<Prometheus, "url" | "process" | "data" | "api">;

async function spawn(
  path: string,
  values: Values,
  options: PrometheusOptions,
): Promise<Started> {
  const { processes, addresses, scrape_interval, signal } = options;
  const { block_duration = BLOCK_DURATION_S, limits = { memory: 0, cpu: 0 } } =
    options;
  const self = `127.0.0.1:${processes.freePort()}`;
  const config = `${processes.folder}/prometheus.yml`;
  const data = dataFolder(processes);
  await Deno.writeTextFile(
    config,
    toConfigText({ addresses, self, scrapeInterval: scrape_interval }),
  );
  const url = `http://${self}`;
  return {
    url,
    data,
    process: processes.spawn("prometheus", [
      path,
      `--config.file=${config}`,
      `--web.listen-address=${self}`,
      `--storage.tsdb.path=${data}`,
      "--log.level=warn",
      `--storage.tsdb.min-block-duration=${toDuration(block_duration)}`,
      ...toFlags(values),
    ], { env: await toRuntimeEnvironment(path, limits, signal) }),
    api: toPrometheusApi(url, {
      timeout: values.query_timeout + RESPONSE_GRACE_S,
    }),
  };
}

function dataFolder({ folder }: ProcessGroup): string {
  return `${folder}/prometheus`;
}

function toFlags(values: Values): string[] {
  const { retention, query_timeout, max_samples, max_concurrency } = values;
  return [
    `--storage.tsdb.retention.time=${toDuration(retention)}`,
    `--query.timeout=${toDuration(query_timeout)}`,
    `--query.max-samples=${max_samples}`,
    `--query.max-concurrency=${max_concurrency}`,
  ];
}

/** Waits until the server is ready. Its data folder proves that no other server has taken the port. */
async function waitForFlags(
  { api, process, data }: Started,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  let flags: Readonly<Record<string, string>> = {};
  await waitUntil(async () => {
    if (!await api.ready()) return false;
    flags = await api.flags().catch(() => ({}));
    return flags["storage.tsdb.path"] === data;
  }, {
    timeout: START_TIMEOUT_S,
    signal,
    what: "Prometheus to serve",
    processes: [process],
  });
  return flags;
}

/** Returns the targets once all are scraped, or two scrape intervals after all were discovered. */
async function waitForScrapes(
  { api, process }: Started,
  { addresses, scrape_interval, signal }: PrometheusOptions,
): Promise<readonly Target[]> {
  const scrapeTimeout = 2 * scrape_interval;
  const expected = new Set(addresses).size + 1;
  let targets: readonly Target[] = [];
  let discoveredAt = Infinity;
  await waitUntil(async () => {
    // If the server exits meanwhile, waitUntil() throws with the tail of its log.
    targets = await api.targets().catch(() => []);
    if (targets.length < expected) return false;
    discoveredAt = Math.min(discoveredAt, performance.now());
    return targets.every(({ health }) => health !== "unknown") ||
      performance.now() > discoveredAt + scrapeTimeout * 1000;
  }, {
    timeout: START_TIMEOUT_S + scrapeTimeout,
    every: 0.2,
    signal,
    what: `Prometheus to scrape ${expected} targets`,
    processes: [process],
  });
  return targets;
}
