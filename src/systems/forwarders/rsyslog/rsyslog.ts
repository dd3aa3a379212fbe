/** Starts rsyslog 8: lines by TCP to sinks by TCP, through disk-assisted queues. */
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
import { toRsyslogConfig } from "./rsyslog_config.ts";
import { readRsyslogCounters } from "./rsyslog_counters.ts";
import { toRsyslogRemarks } from "./rsyslog_remarks.ts";

const program = { names: ["rsyslogd"], debianPackage: "rsyslog" };

/** Least cap of a queue: its files are an eighth of it. */
const MIN_CAP_BYTES = 256 * 1024;

/** Time for a check of its configuration, or for its version. */
const TIMEOUT_S = 20;

/** It writes its counters each second; a line may just miss one, and be late itself. */
const COUNTERS_INTERVAL_S = 2;

const parameters = {
  memory_lines: number("Lines in memory", 200_000, {
    min: 2000,
    max: 100_000_000,
    about: "of each queue; it writes to disk from 40 % of them on",
  }),
  checkpoint_lines: number("Checkpoint", 1000, {
    min: 1,
    max: 1_000_000,
    about: "lines after which a queue notes on disk how far it is",
  }),
};

export const rsyslog: ForwarderSystem = {
  name: "rsyslog",
  title: "rsyslog (disk-assisted queues, plain TCP)",
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
  perSink: true,
  atCap: ["drop", "block"],
  hasAdapter: false,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, settings, signal } = options;
  const values = readSettings(parameters, settings);
  checkForwarding(forwarding, {
    title: "rsyslog",
    minCap: MIN_CAP_BYTES,
    atCap: rsyslog.atCap,
  });
  const path = findProgram(program);
  const folders = await makeFolders(
    options,
    forwarding.topology === "fan-out" ? forwarding.sinks : [],
  );
  const config = `${folders.folder}/rsyslog.conf`;
  const statistics = `${folders.folder}/impstats.json`;
  const { input, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "rsyslog",
      toProgram: (port) => ({
        // Without a pid file, as one left by SIGKILL could name another process by now.
        command: [path, "-n", "-f", config, "-i", "NONE"],
        env: {},
        files: [{
          name: "rsyslog.conf",
          text: toRsyslogConfig({
            ...{ port, statistics, forwarding },
            spool: folders.spool,
            sinkSpools: folders.sinkSpools,
            memoryLines: values.memory_lines,
            checkpointLines: values.checkpoint_lines,
          }),
        }],
      }),
      // It stays up without its input.
      isTaken: (log) =>
        /Address already in use|Could not create tcp listener/.test(log),
    },
  );
  await checkConfig(path, config, signal);
  return {
    version: await readVersion(path, signal),
    inputs: [input],
    processes: [process],
    main: process,
    spool,
    configuration,
    remarks: toRsyslogRemarks(forwarding, {
      memoryLines: values.memory_lines,
      checkpointLines: values.checkpoint_lines,
    }),
    counters: () => readRsyslogCounters(statistics, forwarding),
    countedBy: "forwarder",
    countersLag: COUNTERS_INTERVAL_S,
  };
}

/** Throws an Error for a configuration that is wrong in its eyes, as it starts and ignores what it does not know. */
export async function checkConfig(
  path: string,
  config: string,
  signal: AbortSignal,
): Promise<void> {
  const command = [path, "-N1", "-f", config, "-i", "NONE"];
  const result = await runProgram(command, { signal, timeout: TIMEOUT_S });
  signal.throwIfAborted();
  if (result?.code === 0) return;
  throw new Error(
    `Cannot start rsyslog as it finds its configuration wrong: ${
      result?.stderr.trim() ?? ""
    }`,
  );
}

/** Reads `rsyslogd  8.2302.0 (aka 2023.02) compiled with:`. */
async function readVersion(path: string, signal: AbortSignal): Promise<string> {
  const result = await runProgram([path, "-v"], { signal, timeout: TIMEOUT_S });
  return /^rsyslogd\s+(\d[\w.]*)/.exec(result?.stdout ?? "")?.[1] ?? "";
}
