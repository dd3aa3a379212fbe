/** Starts a NATS server with JetStream, between lines by TCP and sinks by TCP through an adapter of ours. */
import { z } from "zod";
import { fetchJson } from "../../../lab/clients/fetch_json.ts";
import { findProgram } from "../../support/find_program.ts";
import { readSettings } from "../../support/system_settings.ts";
import { MIN_NATS_CAP_BYTES, toStream } from "./nats_stream.ts";
import { withAdapter } from "../adapters/adapter_version.ts";
import { describeHold, hold } from "../adapters/hold_setting.ts";
import { startAdapter } from "../adapters/start_adapter.ts";
import { checkForwarding } from "../check_forwarding.ts";
import type {
  Forwarder,
  ForwarderSystem,
  StartForwarderOptions,
} from "../forwarder.ts";
import { makeFolders, startListening } from "../start_listening.ts";
import { toNatsConfig } from "./nats_config.ts";
import { toNatsRemarks } from "./nats_remarks.ts";

const program = { names: ["nats-server"], debianPackage: "nats-server" };

const parameters = { hold };

/** Of the adapter's look at the stream, with what is on its way. */
const COUNTERS_INTERVAL_S = 1;

export const nats: ForwarderSystem = {
  name: "nats",
  title: "NATS JetStream (file store, through an adapter of Loadline)",
  mode: "real",
  can: ["forward-lines", "sink-clusters", "disk-buffer", "kill"],
  metricFamilies: [],
  programs: [program],
  parameters,
  identifying: [],
  settings: {},
  sizes(texts) {
    readSettings(parameters, texts);
    return [];
  },
  buffer: "disk",
  perSink: false,
  atCap: ["drop", "block"],
  hasAdapter: true,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, settings, processes } = options;
  const { hold: seconds } = readSettings(parameters, settings);
  checkForwarding(forwarding, {
    title: nats.title,
    minCap: MIN_NATS_CAP_BYTES,
    atCap: nats.atCap,
  });
  const path = findProgram(program);
  const folders = await makeFolders(options);
  const monitor = processes.freePort();
  const { input: broker, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "NATS",
      toProgram: (port) => ({
        command: [path, "-c", `${folders.folder}/nats.conf`],
        env: {},
        files: [{
          name: "nats.conf",
          text: toNatsConfig({
            ...{ port, monitor, spool: folders.spool },
            bufferCap: forwarding.bufferCap,
          }),
        }],
      }),
      isTaken: (log) => log.includes("address already in use"),
    },
  );
  const adapter = await startAdapter(options, {
    program: new URL("nats_adapter.ts", import.meta.url),
    broker: { host: broker.host, port: broker.port },
    hold: seconds,
    permissions: [],
  });
  return {
    version: withAdapter(await readVersion(monitor)),
    inputs: [adapter.input],
    processes: [process, adapter.process],
    main: process,
    spool,
    configuration: [
      ...configuration,
      adapter.configuration,
      {
        name: "stream",
        text: JSON.stringify(
          toStream({ ...forwarding, hold: seconds }),
          null,
          2,
        ),
      },
    ],
    remarks: [
      `The server speaks no line protocol: an adapter of Loadline publishes what it reads at once, up to 64 KiB of whole lines, as one message, and waits for the server's acknowledgement`,
      `All sinks read one stream, which keeps a message until each consumer has acknowledged it: the cap is that of all sinks together, its max_bytes is 3.25 MiB below, as the server deletes whole blocks of 4 MiB; at the cap, discard is ${
        forwarding.atCap === "drop" ? "old" : "new, and the adapter retries"
      }`,
      describeHold(seconds, "acknowledges a message"),
      "The server writes without fsync, its default; a message survives the death of the server, not that of the machine",
      ...toNatsRemarks(seconds),
    ],
    counters: () => adapter.counters(),
    countedBy: "adapter",
    countersLag: seconds + COUNTERS_INTERVAL_S,
  };
}

async function readVersion(port: number): Promise<string> {
  const answer = await fetchJson(
    `http://127.0.0.1:${port}/varz`,
    z.object({ version: z.string() }),
    { timeout: 5 },
  );
  return answer?.version ?? "";
}
