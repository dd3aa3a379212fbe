/**
 * Starts the embedded relay: `examples/relay/main.ts`, one Deno process with permission for its ports, its sinks and its
 * spool only. Its guarantees are documented there.
 */
import { z } from "zod";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import {
  type Forwarder,
  type ForwarderCounters,
  type ForwarderSystem,
  NO_COUNTERS,
  type StartForwarderOptions,
} from "./forwarder.ts";
import { makeFolders, startListening } from "./start_listening.ts";

const HOST = "127.0.0.1";

const MAIN = new URL("../../../examples/relay/main.ts", import.meta.url);

const Counters = z.object({
  version: z.string(),
  sinks: z.array(z.object({ sent: z.number() })),
  buffers: z.array(z.object({ queued: z.number(), dropped: z.number() })),
});

export const embedded: ForwarderSystem = {
  name: "embedded",
  title: "embedded relay (a buffer on disk for each sink, no acknowledgements)",
  mode: "embedded",
  can: ["forward-lines", "sink-clusters", "disk-buffer", "kill"],
  metricFamilies: [],
  programs: [],
  parameters: {},
  identifying: [],
  settings: {},
  sizes: () => [],
  buffer: "disk",
  perSink: true,
  atCap: ["drop", "block"],
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, processes } = options;
  const { topology, sinks, bufferCap, atCap } = forwarding;
  const folders = await makeFolders(options);
  const addresses = sinks.map(({ host, port }) => `${host}:${port}`).join();
  let countersPort = 0;
  const { input, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "the embedded relay",
      toProgram(port) {
        countersPort = processes.freePort();
        const command = [
          ...packageFreeProgram(),
          `--allow-net=${HOST}:${port},${HOST}:${countersPort},${addresses}`,
          `--allow-read=${folders.spool}`,
          `--allow-write=${folders.spool}`,
          decodeURIComponent(MAIN.pathname),
          ...["--port", String(port), "--counters", String(countersPort)],
          ...["--sinks", addresses, "--topology", topology],
          ...["--spool", folders.spool],
          ...["--cap", String(bufferCap), "--at-cap", atCap],
        ];
        const env = { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" };
        return { command, env, files: [] };
      },
      isTaken: (log) => log.includes("Address already in use"),
    },
  );
  const readCounters = () =>
    fetchJson(`http://${HOST}:${countersPort}`, Counters);
  return {
    version: (await readCounters())?.version ?? "",
    inputs: [input],
    processes: [process],
    main: process,
    spool,
    configuration,
    remarks: [],
    counters: async () => toCounters(await readCounters(), forwarding.topology),
  };
}

/** The sinks of a cluster share a buffer. */
function toCounters(
  page: z.infer<typeof Counters> | null,
  topology: "fan-out" | "cluster",
): ForwarderCounters {
  const { sinks = [], buffers = [] } = page ?? {};
  const isShared = topology === "cluster";
  const [shared = NO_COUNTERS] = buffers;
  return {
    sinks: sinks.map(({ sent }, index) => ({
      ...NO_COUNTERS,
      ...isShared ? {} : buffers[index],
      sent,
    })),
    shared: isShared ? { ...NO_COUNTERS, ...shared } : NO_COUNTERS,
  };
}
