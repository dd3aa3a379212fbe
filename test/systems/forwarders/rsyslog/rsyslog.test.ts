import { rsyslog } from "../../../../src/systems/forwarders/rsyslog/rsyslog.ts";
import { testForwarder } from "../_suite.ts";
import { testDiskBuffer } from "../_disk_buffer_suite.ts";
import { programVersion } from "../_program_version.ts";

const suite = {
  version: await programVersion(["rsyslogd", "-v"], /^rsyslogd +(\d[\d.]+)/),
  needs: "(needs the package rsyslog)",
  file: "rsyslog.conf",
  // Enough for a disk that is slow at first, as lines are dropped otherwise.
  lines: 20_000,
  settings: { memory_lines: "40000" },
};

testForwarder(rsyslog, suite);
testDiskBuffer(rsyslog, { ...suite, memoryLines: 16_000 });
