import { expect, test } from "vitest";
import { findProgram } from "../../../../src/systems/support/find_program.ts";
import { withTempFolder } from "../../../testing/records.ts";
import {
  checkConfig,
  rsyslog,
} from "../../../../src/systems/forwarders/rsyslog/rsyslog.ts";
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

test.skipIf(suite.version === "")(
  `checkConfig() refuses what this version of rsyslog does not know ${suite.needs}`,
  () =>
    withTempFolder(async (folder) => {
      const config = `${folder}/rsyslog.conf`;
      const path = findProgram({
        names: ["rsyslogd"],
        debianPackage: "rsyslog",
      });
      const check = () =>
        checkConfig(path, config, new AbortController().signal);
      const write = (module: string) =>
        Deno.writeTextFile(
          config,
          `module(load="imtcp"${module})
input(type="imtcp" address="127.0.0.1" port="9")
action(type="omfwd" target="127.0.0.1" port="9" protocol="tcp")
`,
        );
      await write("");
      await check();
      await write(' pools="3"');
      await expect(check()).rejects.toThrow(
        /its configuration wrong: .*pools/s,
      );
    }),
);
