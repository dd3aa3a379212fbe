/** Provides a Loki for log lines: an external one, or a single process (2.9 or later) started for the run. */
import { z } from "zod";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { ProcessGroup } from "../../lab/processes/process_group.ts";
import { UnavailableError } from "../../lab/processes/unavailable.ts";
import { UsageError } from "../../record/mod.ts";
import { fetchJson, fetchText, isOk } from "../../lab/clients/fetch_json.ts";
import { findProgram } from "../support/find_program.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";

/** Loki itself waits 15 s before it reports ready. */
const READY_TIMEOUT_S = 90;
/** Timeout of the reachability check of an external endpoint. */
const RESPONSE_TIMEOUT_S = 2;

/** A running Loki, or the program to start. */
export type LokiLocation =
  | { readonly kind: "endpoint"; readonly url: string }
  | { readonly kind: "program"; readonly path: string };

export interface Loki {
  /** As reported; empty if unknown. */
  readonly version: string;
  /** Base URL without the push path: `http://127.0.0.1:3100`. */
  readonly url: string;
  /** Null for an external Loki. */
  readonly process: ManagedProcess | null;
}

export interface StartLokiOptions {
  /** URL of an external Loki; empty to start one. */
  readonly endpoint: string;
  /** Owns the process, its ports and its folder. */
  readonly processes: ProcessGroup;
  readonly signal: AbortSignal;
}

/**
 * Returns the endpoint if given, else the program on PATH; null without either. Throws `UsageError` for an invalid URL.
 */
export function findLoki(endpoint: string): LokiLocation | null {
  if (endpoint !== "") return { kind: "endpoint", url: toBase(endpoint) };
  try {
    const path = findProgram({ names: ["loki"], debianPackage: "loki" });
    return { kind: "program", path };
  } catch (error) {
    if (error instanceof UnavailableError) return null;
    throw error;
  }
}

/** Connects to the endpoint or starts the program. Throws `UnavailableError` if there is neither, or no response. */
export async function startLoki(options: StartLokiOptions): Promise<Loki> {
  const location = findLoki(options.endpoint);
  if (location === null) {
    throw new UnavailableError(
      "Cannot push log lines as loki is not on PATH and no endpoint is given: use --set loki=http://127.0.0.1:3100, or --set log_lines=0",
    );
  }
  return location.kind === "program"
    ? await startProgram(location.path, options)
    : await checkEndpoint(location.url, options);
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

/** Accepts any response, as other programs accept Loki pushes too. */
async function checkEndpoint(
  url: string,
  { signal }: StartLokiOptions,
): Promise<Loki> {
  const timeout = RESPONSE_TIMEOUT_S;
  if (await fetchText(`${url}/ready`, { timeout, signal }) === null) {
    signal.throwIfAborted();
    throw new UnavailableError(
      `Cannot push log lines as there is no response from ${url}: start it, or use --set log_lines=0`,
    );
  }
  return { url, version: await readVersion(url), process: null };
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
  await waitUntil((signal) => isOk(`${url}/ready`, { signal }), {
    what: "Loki",
    timeout: READY_TIMEOUT_S,
    every: 0.5,
    signal,
    processes: [process],
  });
  return { url, version: await readVersion(url), process };
}

const Build = z.object({ version: z.string() });

async function readVersion(url: string): Promise<string> {
  const build = await fetchJson(`${url}/loki/api/v1/status/buildinfo`, Build);
  return build?.version ?? "";
}

/**
 * Returns the configuration of a Loki that stores its data in a folder, listens on loopback only, sends no usage
 * reports, and has ingestion limits high enough for a load test.
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
