import { rsyslog } from "../../../../src/systems/forwarders/rsyslog/rsyslog.ts";
import { testForwarder } from "../_suite.ts";
import { testDiskBuffer } from "../_disk_buffer_suite.ts";
import { programVersion } from "../_program_version.ts";

const suite = {
  version: await programVersion(["rsyslogd", "-v"], /^rsyslogd +(\d[\d.]+)/),
  needs: "(needs the package rsyslog)",
  file: "rsyslog.conf",
  // It writes to disk from 8,000 lines on.
  settings: { memory_lines: "20000" },
};

testForwarder(rsyslog, suite);
testDiskBuffer(rsyslog, { ...suite, memoryLines: 20_000 });
