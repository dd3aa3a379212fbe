/** Starts an adapter: a Deno process between lines by TCP and a broker with a protocol of its own. */
import { basename } from "node:path";
import { fetchJson } from "../../../lab/clients/fetch_json.ts";
import { listens } from "../../../lab/processes/listens.ts";
import type { ManagedProcess } from "../../../lab/processes/managed_process.ts";
import { waitUntil } from "../../../lab/processes/wait_until_ready.ts";
import type { Endpoint } from "../../../lab/system/client_spec.ts";
import {
  type ConfigurationFile,
  type ForwarderCounters,
  NO_COUNTERS,
  type StartForwarderOptions,
} from "../forwarder.ts";
import {
  type AdapterPlan,
  AdapterStatus,
  type Address,
} from "./adapter_plan.ts";

const HOST = "127.0.0.1";

/** Time to connect to the broker and to create what it needs there, on a busy machine. */
const START_TIMEOUT_S = 60;

export interface Adapter {
  readonly process: ManagedProcess;
  /** Where lines are sent. */
  readonly input: Endpoint;
  readonly configuration: ConfigurationFile;
  counters(): Promise<ForwarderCounters>;
}

export interface StartAdapterOptions {
  /** Its file. */
  readonly program: URL;
  readonly broker: Address;
  /** The broker's log, which tells its counters; null for one whose protocol tells them. @default {null} */
  readonly brokerLog?: string | null;
  /** Where the broker sends what is for each sink, in their order. @default {[]} */
  readonly deliveries?: readonly Address[];
  /** Most lines of one message; null for what is read at once. @default {null} */
  readonly linesOfMessage?: number | null;
  /** Seconds for which what was written to a sink is held. */
  readonly hold: number;
  /** Permissions besides that to connect. */
  readonly permissions: readonly string[];
}

/** Resolves once it listens. Throws an Error with the log tail if it ends, and `TimeoutError` with it: a broker's refusal is there. */
export async function startAdapter(
  { name, processes, forwarding, signal }: StartForwarderOptions,
  options: StartAdapterOptions,
): Promise<Adapter> {
  const { program, broker, brokerLog = null, hold, permissions } = options;
  const { linesOfMessage = null } = options;
  const deliveries = [...options.deliveries ?? []];
  const { topology, bufferCap, atCap } = forwarding;
  const input = { host: HOST, port: processes.freePort() };
  const status = { host: HOST, port: processes.freePort() };
  const sinks = forwarding.sinks.map(({ host, port }) => ({ host, port }));
  const plan: AdapterPlan = {
    ...{ input, status, broker, brokerLog, deliveries, sinks },
    ...{ linesOfMessage, topology, bufferCap, atCap, hold },
  };
  const hosts = [...new Set([HOST, ...sinks.map(({ host }) => host)])];
  const file = decodeURIComponent(program.pathname);
  const command = [
    Deno.execPath(),
    ...["run", "--no-prompt", "--frozen", "--cached-only"],
    ...[`--allow-net=${hosts.join()}`, ...permissions, file],
    JSON.stringify(plan),
  ];
  const process = processes.spawn(`${name}-adapter`, command, {
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
  });
  await waitUntil(
    async () => process.pid !== null && await listens(process.pid, input.port),
    {
      timeout: START_TIMEOUT_S,
      signal,
      what: `${basename(file)} to listen`,
      processes: [process],
    },
  );
  return {
    process,
    input: { name, ...input },
    configuration: {
      name: basename(file),
      text: JSON.stringify(plan, null, 2)
        .replaceAll(processes.folder, "{folder}"),
    },
    counters: () =>
      readCounters(`http://${HOST}:${status.port}/`, sinks.length),
  };
}

async function readCounters(
  url: string,
  sinks: number,
): Promise<ForwarderCounters> {
  return await fetchJson(url, AdapterStatus) ??
    { sinks: Array(sinks).fill(NO_COUNTERS), shared: NO_COUNTERS };
}
