import { expect, test } from "vitest";
import { forwarderName } from "../../../src/analysis/forwarding/forwarder_name.ts";

test.each([
  ["rsyslog", "8.2302.0", "rsyslog 8.2302.0"],
  ["rsyslog", "", "rsyslog"],
  ["rsyslog", "rsyslog 8, rsyslog 8", "rsyslog 8"],
  ["rsyslog", "rsyslog 8, syslog-ng 3", "rsyslog 8, syslog-ng 3"],
  ["direct", "0.1.0", "no forwarder"],
])("forwarderName() of %s %s is %s", (system, version, name) => {
  expect(forwarderName(system, version)).toBe(name);
});
