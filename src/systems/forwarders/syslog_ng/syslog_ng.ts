/** Starts syslog-ng 3.38 or later: lines by TCP to sinks by TCP, through disk buffers. */
import { choice, number } from "../../../lab/plan/settings.ts";
import { runProgram } from "../../../lab/processes/run_program.ts";
import { UnavailableError } from "../../../lab/processes/unavailable.ts";
import { UsageError } from "../../../record/mod.ts";
import { readSettings } from "../../support/system_settings.ts";
import { checkForwarding } from "../check_forwarding.ts";
import type {
  Forwarder,
  ForwarderSystem,
  Forwarding,
  StartForwarderOptions,
} from "../forwarder.ts";
import { makeFolders, startListening } from "../start_listening.ts";
import { toSyslogNgConfig } from "./syslog_ng_config.ts";
import { readSyslogNgCounters } from "./syslog_ng_counters.ts";
import {
  checkSyslogNgFolder,
  findSyslogNg,
  SYSLOG_NG_VARIABLE,
  type SyslogNgProgram,
  syslogNgProgram,
} from "./syslog_ng_program.ts";
import { toSyslogNgRemarks } from "./syslog_ng_remarks.ts";

/** Least size of a disk buffer that syslog-ng accepts. */
const MIN_CAP_BYTES = 1024 * 1024;

const parameters = {
  reliable: choice("Reliable disk buffer", ["no", "yes"], {
    about: "whether every line is written to disk before it is sent",
  }),
  front_lines: number("Lines in front", 1000, {
    min: 64,
    max: 10_000_000,
    about:
      "qout-size: in memory before a buffer that is not reliable writes to disk",
  }),
  memory_lines: number("Lines in memory", 10_000, {
    min: 64,
    max: 10_000_000,
    about:
      "mem-buf-length: in memory behind a buffer that is full and not reliable",
  }),
};

export const syslogNg: ForwarderSystem = {
  name: "syslog-ng",
  title: "syslog-ng (disk buffers, plain TCP)",
  mode: "real",
  can: ["forward-lines", "sink-clusters", "disk-buffer", "kill"],
  metricFamilies: [],
  programs: [syslogNgProgram],
  parameters,
  identifying: [],
  settings: {
    syslog_ng:
      `folder into which syslog-ng-core was unpacked; empty for ${SYSLOG_NG_VARIABLE}, or syslog-ng on PATH`,
  },
  sizes({ syslog_ng = "", ...own }) {
    checkSyslogNgFolder(syslog_ng);
    readSettings(parameters, own);
    return [];
  },
  buffer: "disk",
  perSink: true,
  atCap: ["drop", "block"],
  hasAdapter: false,
  start,
};

async function start(options: StartForwarderOptions): Promise<Forwarder> {
  const { forwarding, signal } = options;
  const { syslog_ng = "", ...own } = options.settings;
  const values = readSettings(parameters, own);
  const reliable = values.reliable === "yes";
  checkForwarding(forwarding, {
    title: "syslog-ng",
    minCap: MIN_CAP_BYTES,
    atCap: syslogNg.atCap,
  });
  checkPorts(forwarding);
  const program = await findSyslogNg(syslog_ng);
  const { version, format } = await readVersions(program, signal);
  const folders = await makeFolders(options, forwarding.sinks);
  const inFolder = (name: string) => `${folders.folder}/${name}`;
  const { input, process, spool, configuration } = await startListening(
    options,
    folders,
    {
      title: "syslog-ng",
      toProgram: (port) => ({
        command: [
          ...[program.path, ...program.options, "--foreground", "--no-caps"],
          ...["--cfgfile", inFolder("syslog-ng.conf")],
          // Names the files of the disk buffers, so that they are found after a restart.
          ...["--persist-file", inFolder("persist")],
          ...["--pidfile", inFolder("pid"), "--control", inFolder("control")],
        ],
        env: program.env,
        files: [{
          name: "syslog-ng.conf",
          text: toSyslogNgConfig({
            ...{ format, port, forwarding, reliable },
            sinkSpools: folders.sinkSpools,
            frontLines: values.front_lines,
            memoryLines: values.memory_lines,
          }),
        }],
      }),
      isTaken: (log) => log.includes("Address already in use"),
    },
  );
  return {
    version,
    inputs: [input],
    processes: [process],
    main: process,
    spool,
    configuration,
    remarks: toSyslogNgRemarks(forwarding, {
      reliable,
      frontLines: values.front_lines,
      memoryLines: values.memory_lines,
    }),
    counters: () => readSyslogNgCounters(inFolder("control"), forwarding),
    countedBy: "forwarder",
    countersLag: 0,
  };
}

/** Throws `UsageError` for a cluster whose sinks do not share a port, as `failover()` takes hosts only. */
function checkPorts({ topology, sinks }: Forwarding): void {
  const ports = new Set(sinks.map(({ port }) => port));
  if (topology === "fan-out" || ports.size === 1) return;
  throw new UsageError(
    `Cannot forward to a cluster by syslog-ng as its sinks must share a port on different addresses: current value is ${
      sinks.map(({ host, port }) => `${host}:${port}`).join(", ")
    }`,
  );
}

/** Reads `syslog-ng 3 (3.38.1)` and `Config version: 3.35`. Throws `UnavailableError` if it does not run. */
async function readVersions(
  { path, options, env }: SyslogNgProgram,
  signal: AbortSignal,
): Promise<{ readonly version: string; readonly format: string }> {
  const command = [path, ...options, "--version"];
  const result = await runProgram(command, { env, signal, timeout: 10 });
  signal.throwIfAborted();
  const { stdout = "", stderr = "" } = result ?? {};
  const version = /^syslog-ng [^\n]*\((\d[\w.]*)\)/.exec(stdout)?.[1];
  const format = /^Config version: (\d+\.\d+)/m.exec(stdout)?.[1];
  if (version && format) return { version, format };
  throw new UnavailableError(
    `Cannot run syslog-ng as it does not tell its version: ${
      stderr.trim() || "it wrote nothing"
    }`,
  );
}
