import { expect, test } from "vitest";
import { chainForwarders } from "../../../src/analysis/forwarding/chain_forwarders.ts";

test.each([
  ["rsyslog", "8.2", "none", ["rsyslog 8.2"]],
  ["nats", "nats 2, nats 2, nats 2", "same+same", [
    "nats 2",
    "nats 2",
    "nats 2",
  ]],
  [
    ...["rsyslog", "rsyslog 8, syslog-ng 3", "syslog-ng"],
    ["rsyslog 8", "syslog-ng 3"],
  ],
  // One that did not start has no version.
  ["rsyslog", "", "same+nats", ["rsyslog", "rsyslog", "nats"]],
] as [string, string, string, string[]][])(
  "chainForwarders() of %s %s and %s",
  (system, system_version, hops, names) => {
    expect(
      chainForwarders({ system, system_version, hops }).map(({ name }) => name),
    ).toEqual(names);
  },
);
