/** Starts carbon-c-relay 3: lines in the graphite format by TCP to sinks by TCP, through queues in memory. */
import { number } from "../../../lab/plan/settings.ts";
import { runProgram } from "../../../lab/processes/run_program.ts";
import { findProgram } from "../../support/find_program.ts";
import { readSettings } from "../../support/system_settings.ts";
import { checkForwarding } from "../check_forwarding.ts";
import type {
  Forwarder,
  ForwarderSystem,
  StartForwarderOptions,
} from "../forwarder.ts";
import { makeFolders, startListening } from "../start_listening.ts";
import {
  BATCH_LINES,
  LINE_BYTES,
  toCarbonCRelayConfig,
  toQueueLines,
} from "./carbon_c_relay_config.ts";
import { readCarbonCRelayCounters } from "./carbon_c_relay_counters.ts";

const program = {
  names: ["carbon-c-relay"],
  debianPackage: "carbon-c-relay",
};

/** It writes its counters each second; a line may just miss one, and be late itself. */
const COUNTERS_INTERVAL_S = 2;

const parameters = {
  max_stalls: number("Stalls", 4, {
    max: 15,
    about: "times that a full queue stops the sender before it drops lines",
  }),
  workers: number("Workers", 2, { min: 1, max: 64, about: "threads" }),
};

export const carbonCRelay: ForwarderSystem = {
  name: "carbon-c-relay",
  title: "carbon-c-relay (queues in memory, graphite lines only)",
  mode: "real",
  can: ["forward-lines", "sink-clusters", "kill"],
  metricFamilies: [],
  programs: [program],
  parameters,
  identifying: [],
  settings: {},
  sizes(texts) {
    readSettings(parameters, texts);
    return [];
  },
  buffer: "memory",
  perSink: true,
  atCap: ["drop"],
  hasAdapter: false,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, settings, signal } = options;
  const values = readSettings(parameters, settings);
  checkForwarding(forwarding, {
    title: "carbon-c-relay",
    minCap: BATCH_LINES * LINE_BYTES,
    atCap: carbonCRelay.atCap,
  });
  const path = findProgram(program);
  const folders = await makeFolders(options);
  const config = `${folders.folder}/relay.conf`;
  const statistics = `${folders.folder}/statistics.txt`;
  const queueLines = toQueueLines(forwarding.bufferCap);
  const { input, process, configuration } = await startListening(
    options,
    folders,
    {
      title: "carbon-c-relay",
      toProgram: (port) => ({
        command: [
          ...[path, "-f", config, "-q", String(queueLines)],
          ...["-b", String(BATCH_LINES), "-L", String(values.max_stalls)],
          ...["-w", String(values.workers)],
        ],
        env: {},
        files: [{
          name: "relay.conf",
          text: toCarbonCRelayConfig({ port, statistics, forwarding }),
        }],
      }),
      isTaken: (log) => log.includes("Address already in use"),
    },
  );
  return {
    version: await readVersion(path, signal),
    inputs: [input],
    processes: [process],
    main: process,
    spool: "",
    configuration,
    remarks: [
      "It is a relay of graphite metrics: by design it drops empty lines and carriage returns, rewrites characters that no metric may have, and refuses what is no metric.",
      `-q is ${queueLines}, not 25,000 lines: the cap as lines of ${LINE_BYTES} B, in memory; it has no buffer on disk.`,
      "Its own metrics go to a file; by default they go to the sinks, among the lines.",
    ],
    counters: () => readCarbonCRelayCounters(statistics, forwarding),
    countedBy: "forwarder",
    countersLag: COUNTERS_INTERVAL_S,
  };
}

/** Reads `carbon-c-relay v3.7.3 (2021-11-09)`. */
async function readVersion(path: string, signal: AbortSignal): Promise<string> {
  const result = await runProgram([path, "-v"], { signal, timeout: 10 });
  return /^carbon-c-relay v(\d[\w.]*)/.exec(result?.stdout ?? "")?.[1] ?? "";
}
