/**
 * Starts the embedded relay: `examples/relay/main.ts`, one Deno process with permission for its ports, its sinks and its
 * spool only. Its guarantees are documented there.
 */
import { z } from "zod";
import { fetchJson } from "../../lab/clients/fetch_json.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import { packageFreeProgram } from "../../lab/processes/package_free_program.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import { readSettings } from "../support/system_settings.ts";
import { checkForwarding } from "./check_forwarding.ts";
import {
  type Forwarder,
  type ForwarderCounters,
  type ForwarderSystem,
  NO_COUNTERS,
  type StartForwarderOptions,
} from "./forwarder.ts";
import { makeFolders, startListening } from "./start_listening.ts";

const HOST = "127.0.0.1";

/** Relative to the project. */
const PROGRAM = "examples/relay/main.ts";

const MAIN = decodeURIComponent(
  new URL(`../../../${PROGRAM}`, import.meta.url).pathname,
);

/** A busy machine takes seconds to start Deno. */
const START_TIMEOUT_S = 60;

/** A cap has eight files, each of which should hold more than a packet. */
const MIN_CAP = 2 ** 19;

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
  sizes(texts) {
    readSettings({}, texts);
    return [];
  },
  buffer: "disk",
  perSink: true,
  atCap: ["drop", "block"],
  hasAdapter: false,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding } = options;
  const { topology, sinks, bufferCap, atCap } = forwarding;
  checkForwarding(forwarding, {
    title: "the embedded relay",
    ...{ minCap: MIN_CAP, atCap: embedded.atCap },
  });
  const folders = await makeFolders(options);
  const addresses = sinks.map(({ host, port }) => `${host}:${port}`).join();
  const { input, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "the embedded relay",
      toProgram: (port) => ({
        command: [
          ...packageFreeProgram(),
          `--allow-net=${HOST}:${port},${HOST}:0,${addresses}`,
          `--allow-read=${folders.spool}`,
          `--allow-write=${folders.spool}`,
          MAIN,
          ...["--port", String(port), "--sinks", addresses],
          ...["--topology", topology],
          ...["--spool", folders.spool],
          ...["--cap", String(bufferCap), "--at-cap", atCap],
        ],
        env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1" },
        files: [],
      }),
      isTaken: (log) => log.includes("Address already in use"),
    },
  );
  let version = "";
  await waitUntil(async () => {
    version = (await readCounters(process))?.version ?? "";
    return version !== "";
  }, {
    ...{ timeout: START_TIMEOUT_S, signal: options.signal },
    what: "the counters of the embedded relay",
    processes: [process],
  });
  return {
    version,
    inputs: [input],
    processes: [process],
    main: process,
    spool,
    configuration: configuration.map(({ name, text }) => ({
      name,
      text: text.replace(Deno.execPath(), "deno").replace(MAIN, PROGRAM),
    })),
    remarks: [],
    counters: async () => toCounters(await readCounters(process), topology),
    countedBy: "forwarder",
    countersLag: 0,
  };
}

/** Reads the page of counters at the address that the present process logged last; null without a response. */
async function readCounters(
  { log }: ManagedProcess,
): Promise<z.infer<typeof Counters> | null> {
  const text = await Deno.readTextFile(log).catch(() => "");
  const [, url] = /^counters at (http:.*)$/m.exec(
    text.slice(Math.max(0, text.lastIndexOf("counters at "))),
  ) ?? [];
  return url === undefined ? null : await fetchJson(url, Counters);
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
