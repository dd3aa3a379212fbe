import { carbonCRelay } from "../../../../src/systems/forwarders/carbon_c_relay/carbon_c_relay.ts";
import { programVersion } from "../_program_version.ts";
import { testForwarder } from "../_suite.ts";

testForwarder(carbonCRelay, {
  version: await programVersion(
    ["carbon-c-relay", "-v"],
    /^carbon-c-relay v(\d[\d.]+)/,
  ),
  needs: "(needs the package carbon-c-relay)",
  file: "relay.conf",
  // It may hold a batch back for half a second.
  lines: 5000,
  settings: {},
});
