/** Where log lines go: a Loki that somebody runs, or one that is started for the run (2.9 or later, a single process). */
import { z } from "zod";
import type { OwnedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { askJson } from "../support/ask_json.ts";
import { findProgram } from "../support/find_program.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/** Seconds until it is ready: it waits 15 s by itself. */
const READY = 90;
/** Milliseconds that somebody else's gets to answer at all. */
const ANSWER = 2000;

/** What there is to push to. */
export type LokiPlace =
  | { readonly kind: "endpoint"; readonly url: string }
  | { readonly kind: "program"; readonly path: string };

export interface Loki {
  /** As it tells; empty when it does not. */
  readonly version: string;
  /** Without a path: `http://127.0.0.1:3100`. */
  readonly url: string;
  /** Null for one that somebody else started. */
  readonly process: OwnedProcess | null;
}

export interface StartLokiOptions {
  /** URL of one that runs already; empty for one of our own. */
  readonly endpoint: string;
  /** Owns its process, port and folder. */
  readonly processes: ProcessGroup;
  readonly signal: AbortSignal;
}

/** The endpoint that is given, else the program on PATH; null with neither. Throws `UsageError` for what is no URL. */
export function findLoki(endpoint: string): LokiPlace | null {
  if (endpoint !== "") return { kind: "endpoint", url: toBase(endpoint) };
  try {
    const path = findProgram({ names: ["loki"], debianPackage: "loki" });
    return { kind: "program", path };
  } catch (error) {
    if (error instanceof UnavailableError) return null;
    throw error;
  }
}

/** Throws `UnavailableError` that says what to do when there is none, or nobody answers at the endpoint. */
export async function startLoki(options: StartLokiOptions): Promise<Loki> {
  const place = findLoki(options.endpoint);
  if (place === null) {
    throw new UnavailableError(
      "Cannot push log lines as loki is not on PATH and no endpoint is given: use --set loki=http://127.0.0.1:3100, or --set log_lines=0",
    );
  }
  return place.kind === "program"
    ? await startProgram(place.path, options)
    : await reach(place.url, options);
}

function toBase(endpoint: string): string {
  const url = URL.parse(endpoint);
  if (url !== null && /^https?:$/.test(url.protocol)) {
    return url.origin +
      url.pathname.replace(/(\/loki\/api\/v1\/push)?\/*$/, "");
  }
  throw new UsageError(
    `Cannot set loki as it must be a URL, as in http://127.0.0.1:3100: current value is '${endpoint}'`,
  );
}

/** Whoever answers will do, as other programs take pushes too. */
async function reach(
  url: string,
  { signal }: StartLokiOptions,
): Promise<Loki> {
  try {
    const response = await fetch(`${url}/ready`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER)]),
    });
    await response.body?.cancel();
  } catch (error) {
    signal.throwIfAborted();
    throw new UnavailableError(
      `Cannot push log lines as nobody answers at ${url}: start it, or use --set log_lines=0`,
      { cause: error },
    );
  }
  return { url, version: await askVersion(url), process: null };
}

async function startProgram(
  path: string,
  { processes, signal }: StartLokiOptions,
): Promise<Loki> {
  const port = processes.freePort();
  const folder = `${processes.folder}/loki`;
  await Deno.mkdir(folder);
  const config = `${folder}/loki.yaml`;
  await Deno.writeTextFile(
    config,
    toLokiConfig({ folder, port, grpcPort: processes.freePort() }),
  );
  const process = processes.spawn("loki", [path, `-config.file=${config}`]);
  const url = `http://127.0.0.1:${port}`;
  await waitUntil(async (signal) => {
    const response = await fetch(`${url}/ready`, { signal }).catch(() => null);
    await response?.body?.cancel();
    return response?.status === 200;
  }, {
    what: "Loki",
    timeout: READY,
    every: 0.5,
    signal,
    processes: [process],
  });
  return { url, version: await askVersion(url), process };
}

const Build = z.object({ version: z.string() });

async function askVersion(url: string): Promise<string> {
  const build = await askJson(`${url}/loki/api/v1/status/buildinfo`, Build);
  return build?.version ?? "";
}

/**
 * Configuration of one Loki that keeps all in a folder, answers on loopback only, reports to nobody, and takes as much as a
 * load test pushes.
 */
export function toLokiConfig(
  { folder, port, grpcPort }: {
    readonly folder: string;
    readonly port: number;
    readonly grpcPort: number;
  },
): string {
  return `auth_enabled: false
analytics:
  reporting_enabled: false
server:
  http_listen_address: 127.0.0.1
  http_listen_port: ${port}
  grpc_listen_address: 127.0.0.1
  grpc_listen_port: ${grpcPort}
  log_level: warn
common:
  path_prefix: ${JSON.stringify(folder)}
  instance_addr: 127.0.0.1
  replication_factor: 1
  ring:
    instance_addr: 127.0.0.1
    kvstore:
      store: inmemory
  storage:
    filesystem:
      chunks_directory: ${JSON.stringify(`${folder}/chunks`)}
      rules_directory: ${JSON.stringify(`${folder}/rules`)}
schema_config:
  configs:
    - from: "2024-01-01"
      store: tsdb
      object_store: filesystem
      schema: v13
      index:
        prefix: index_
        period: 24h
limits_config:
  ingestion_rate_mb: 60
  ingestion_burst_size_mb: 100
  per_stream_rate_limit: 60MB
  per_stream_rate_limit_burst: 100MB
`;
}
