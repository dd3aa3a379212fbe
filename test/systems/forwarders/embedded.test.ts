import project from "../../../deno.json" with { type: "json" };
import { embedded } from "../../../src/systems/forwarders/embedded.ts";
import { testDiskBuffer } from "./_disk_buffer_suite.ts";
import { testForwarder } from "./_suite.ts";

const suite = {
  version: project.version,
  needs: "",
  file: "",
  settings: {},
  lines: 20_000,
};

testForwarder(embedded, suite);
testDiskBuffer(embedded, { ...suite, memoryLines: 0 });
