/** Prometheus 2.42 or later: one process on this machine that scrapes targets, and itself. */
import { z } from "zod";
import type { OwnedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { number } from "../../lab/plan/settings.ts";
import type { System } from "../../lab/system/system_under_test.ts";
import { type History, makeHistory } from "./backfill.ts";
import { findLoki } from "../loki/loki.ts";
import { describeSettings, readSettings } from "../support/system_settings.ts";
import { findProgram, programAt } from "../support/find_program.ts";
import {
  type PrometheusApi,
  type Target,
  toPrometheusApi,
} from "./prometheus_api.ts";
import { TARGETS_JOB, toConfigText, toDuration } from "./prometheus_config.ts";
import { type Bounds, runtimeLimits } from "../support/runtime_limits.ts";
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
    about: "after which the server gives up a query",
  }),
  max_samples: number("Samples of a query", 50_000_000, {
    min: 1,
    about: "most that one query may load",
  }),
  max_concurrency: number("Concurrent queries", 20, {
    min: 1,
    about: "more must wait",
  }),
};

const Values = z.object({
  retention: z.number(),
  query_timeout: z.number(),
  max_samples: z.number(),
  max_concurrency: z.number(),
});
type Values = z.infer<typeof Values>;

/** Seconds that it gets to serve, and then to know its targets, which takes it five. */
const START = 60;

/** Seconds of a block, as Prometheus has them by default. */
const BLOCK = 2 * 3600;

/** Ports to try, as another program may take the one we found free. */
const PORTS = 5;

/** Seconds that an answer may be on its way after the server has given up a query. */
const DELIVERY = 10;

export const prometheus: System = {
  name: "prometheus",
  title: "Prometheus",
  mode: "real",
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
    findServer(texts);
    findLoki(texts["loki"] ?? "");
    return [];
  },
};

/** The paths of programs and where log lines go are read elsewhere. */
function readValues(
  { loki: _, prometheus: _path, avalanche: _exporter, ...own }:
    PrometheusOptions["settings"],
) {
  return Values.parse(readSettings(settings, own));
}

/** The Prometheus that is asked for: at a path, or on PATH. Throws `UsageError` where the path has no program. */
function findServer(texts: PrometheusOptions["settings"]): string | null {
  return programAt("prometheus", texts["prometheus"] ?? "");
}

export interface PrometheusOptions {
  /** Owns the process and its folder. */
  readonly processes: ProcessGroup;
  /** Targets, `host:port` each. */
  readonly addresses: readonly string[];
  /** Seconds. */
  readonly scrape_interval: number;
  /** Seconds of samples in a block: the head is flushed once it holds one and a half of it. @default {two hours} */
  readonly block_duration?: number;
  /** What it will be bounded by, which it is told as a container would tell it. @default {nothing} */
  readonly bounds?: Bounds;
  /** Settings of its own, as given with `--set`. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** What its data begin with. @default {none} */
  readonly history?: History | null;
}

/** A started server. Started again after it ended, its process has the same port and goes on with its data. */
export interface Prometheus {
  /** As it tells itself. */
  readonly version: string;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly process: OwnedProcess;
  /** Its data folder. */
  readonly data: string;
  readonly api: PrometheusApi;
  /** As it tells them, without dashes. */
  readonly flags: Readonly<Record<string, string>>;
  /** Targets that were up when it was started; the others have not answered, or not in time. */
  readonly scraped: number;
}

/**
 * Starts a server and returns when it has scraped every target once, or two scrape intervals after it knew them all. Throws
 * an Error with its last words when it ends, `TimeoutError` when it does not serve in time, `UsageError` for settings it
 * cannot have, and `UnavailableError` when it, or promtool for a history, is not installed.
 */
export async function startPrometheus(
  options: PrometheusOptions,
): Promise<Prometheus> {
  const values = readValues(options.settings);
  const path = findServer(options.settings) ?? findProgram(program);
  const { history = null } = options;
  if (history !== null) {
    const data = dataFolder(options.processes);
    await makeHistory(options.processes, {
      ...{ ...options, ...history, data },
      beside: path,
    });
  }
  for (let port = 1;; port++) {
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
        (await process.lastWords()).includes("address already in use");
      if (!taken || port === PORTS) throw error;
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
  const { block_duration = BLOCK, bounds = { memory: 0, cpu: 0 } } = options;
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
    ], { env: await runtimeLimits(path, bounds, signal) }),
    api: toPrometheusApi(url, { timeout: values.query_timeout + DELIVERY }),
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

/** Waits until it serves. That it is not another one, at a port that was taken meanwhile, is told by its data folder. */
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
    timeout: START,
    signal,
    what: "Prometheus to serve",
    processes: [process],
  });
  return flags;
}

/** Targets as they are when the last was scraped, or its time is up. */
async function waitForScrapes(
  { api, process }: Started,
  { addresses, scrape_interval, signal }: PrometheusOptions,
): Promise<readonly Target[]> {
  const patience = 2 * scrape_interval;
  const all = new Set(addresses).size + 1;
  let targets: readonly Target[] = [];
  let known = Infinity;
  await waitUntil(async () => {
    // One that ends meanwhile is told by its last words.
    targets = await api.targets().catch(() => []);
    if (targets.length < all) return false;
    known = Math.min(known, performance.now());
    return targets.every(({ health }) => health !== "unknown") ||
      performance.now() > known + patience * 1000;
  }, {
    timeout: START + patience,
    every: 0.2,
    signal,
    what: `Prometheus to scrape ${all} targets`,
    processes: [process],
  });
  return targets;
}
