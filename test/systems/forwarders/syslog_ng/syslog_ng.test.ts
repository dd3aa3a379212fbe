import { syslogNg } from "../../../../src/systems/forwarders/syslog_ng/syslog_ng.ts";
import { testDiskBuffer } from "../_disk_buffer_suite.ts";
import { programVersion } from "../_program_version.ts";
import { testForwarder } from "../_suite.ts";

const folder = Deno.env.get("LOADLINE_SYSLOG_NG") ?? "";
const libraries = [
  "usr/lib/syslog-ng",
  "usr/lib/x86_64-linux-gnu",
  "lib/x86_64-linux-gnu",
];

const suite = {
  version: await programVersion(
    [folder === "" ? "syslog-ng" : `${folder}/usr/sbin/syslog-ng`, "--version"],
    /^syslog-ng .*\((\d[\d.]+)\)/,
    folder === "" ? {} : {
      LD_LIBRARY_PATH: libraries.map((path) => `${folder}/${path}`).join(":"),
    },
  ),
  needs: "(needs the package syslog-ng-core, docs/forwarders.md)",
  file: "syslog-ng.conf",
  lines: 20_000,
  settings: {},
};

testForwarder(syslogNg, suite);
testDiskBuffer(syslogNg, { ...suite, memoryLines: 11_000 });
