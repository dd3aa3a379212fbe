/** Starts a Flume agent with file channels, between lines by TCP and sinks by TCP through an adapter of ours. */
import { number } from "../../../lab/plan/settings.ts";
import { runProgram } from "../../../lab/processes/run_program.ts";
import {
  checkJars,
  describeJars,
  findJava,
  type JavaCommand,
  javaProgram,
} from "../../support/java.ts";
import { readSettings } from "../../support/system_settings.ts";
import { withAdapter } from "../adapters/adapter_version.ts";
import { hold } from "../adapters/hold_setting.ts";
import { startAdapter } from "../adapters/start_adapter.ts";
import { checkForwarding } from "../check_forwarding.ts";
import type {
  Forwarder,
  ForwarderSystem,
  StartForwarderOptions,
} from "../forwarder.ts";
import { makeFolders, startListening } from "../start_listening.ts";
import { AGENT, MIN_FLUME_CAP_BYTES, toFlumeConfig } from "./flume_config.ts";
import { toFlumeRemarks } from "./flume_remarks.ts";

/** Its jars. */
export const flumeJars = {
  name: "flume",
  title: "Flume",
  jar: /^flume-ng-node-\d/,
};

const HOST = "127.0.0.1";

const parameters = {
  hold,
  lines_of_event: number("Lines of an event", 100, {
    min: 1,
    max: 10_000,
    about: "at most; each event costs a channel the same, however long it is",
  }),
  heap: number("Heap", 512 * 1024 ** 2, {
    unit: "B",
    min: 128 * 1024 ** 2,
    about: "of the virtual machine",
  }),
};

/**
 * Of the log, if the jars can write one: with the events in each channel at its checkpoints, and without a text of fifteen
 * lines for each batch that a channel drops.
 */
const LOG_OPTIONS = [
  "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
  "-Dorg.slf4j.simpleLogger.log.org.apache.flume.channel.file.EventQueueBackingStoreFile=info",
  "-Dorg.slf4j.simpleLogger.log.org.apache.flume.channel.ChannelProcessor=off",
];

/** Of Flume's checkpoints and of the adapter's look at the log. */
const COUNTERS_INTERVAL_S = 2;

/** Time for its version on a busy machine. */
const VERSION_TIMEOUT_S = 60;

export const flume: ForwarderSystem = {
  name: "flume",
  title: "Apache Flume (file channels, through an adapter of Loadline)",
  mode: "real",
  can: ["forward-lines", "sink-clusters", "disk-buffer", "kill"],
  metricFamilies: [],
  programs: [javaProgram, flumeJars],
  parameters,
  identifying: [],
  settings: { flume: describeJars(flumeJars) },
  sizes({ flume = "", ...own }) {
    checkJars(flumeJars, flume);
    readSettings(parameters, own);
    return [];
  },
  buffer: "disk",
  perSink: true,
  // By default a full channel makes the source refuse lines.
  atCap: ["block", "drop"],
  hasAdapter: true,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, processes, signal } = options;
  const { flume: jars = "", ...own } = options.settings;
  const { hold: seconds, heap, lines_of_event: linesOfEvent } = readSettings(
    parameters,
    own,
  );
  checkForwarding(forwarding, {
    title: flume.title,
    minCap: MIN_FLUME_CAP_BYTES,
    atCap: flume.atCap,
  });
  const java = findJava(flumeJars, jars);
  const folders = await makeFolders(options);
  const config = `${folders.folder}/flume.properties`;
  const deliveries = forwarding.sinks.map(() => processes.freePort());
  const { input: broker, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "Flume",
      toProgram: (port) => ({
        command: toCommand(java, { config, heap }),
        env: {},
        files: [{
          name: "flume.properties",
          text: toFlumeConfig({
            ...{ port, deliveries, linesOfEvent, forwarding },
            spool: folders.spool,
          }),
        }],
      }),
      isTaken: (log) => /Address already in use|Failed to bind/.test(log),
    },
  );
  const adapter = await startAdapter(options, {
    program: new URL("flume_adapter.ts", import.meta.url),
    broker: { host: broker.host, port: broker.port },
    brokerLog: process.log,
    deliveries: deliveries.map((port) => ({ host: HOST, port })),
    linesOfMessage: linesOfEvent,
    hold: seconds,
    permissions: [`--allow-read=${process.log}`],
  });
  return {
    version: withAdapter(await readVersion(java, signal)),
    inputs: [adapter.input],
    processes: [process, adapter.process],
    main: process,
    spool,
    configuration: [...configuration, adapter.configuration],
    remarks: toFlumeRemarks(forwarding, { hold: seconds, linesOfEvent }),
    counters: () => adapter.counters(),
    countedBy: "adapter",
    countersLag: seconds + COUNTERS_INTERVAL_S,
  };
}

function toCommand(
  { java, classPath }: JavaCommand,
  { config, heap }: {
    readonly config: string;
    readonly heap: number;
  },
): string[] {
  return [
    ...[java, `-Xmx${heap}`, ...LOG_OPTIONS],
    ...["-cp", classPath, "org.apache.flume.node.Application"],
    ...["--no-reload-conf", "-n", AGENT, "-f", config],
  ];
}

/** Reads `Flume 1.11.0`. */
async function readVersion(
  { java, classPath }: JavaCommand,
  signal: AbortSignal,
): Promise<string> {
  const result = await runProgram(
    [java, "-cp", classPath, "org.apache.flume.tools.VersionInfo"],
    { signal, timeout: VERSION_TIMEOUT_S },
  );
  return /^Flume (\d[\w.-]*)/m.exec(result?.stdout ?? "")?.[1] ?? "";
}
