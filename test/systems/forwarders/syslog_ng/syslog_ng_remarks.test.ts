import { expect, test } from "vitest";
import { toSyslogNgConfig } from "../../../../src/systems/forwarders/syslog_ng/syslog_ng_config.ts";
import { toSyslogNgRemarks } from "../../../../src/systems/forwarders/syslog_ng/syslog_ng_remarks.ts";

/** Options that say what a run is, that are at their defaults, or whose meaning another one's remark has. */
const SELF_EVIDENT = new Set([
  ...["options", "network", "destination", "source", "filter", "log"],
  ...["ip", "port", "transport", "dir", "persist-name", "disk-buf-size"],
  ...["threaded", "keep-hostname", "use-dns", "servers"],
  ...["tcp-probe-interval", "successful-probes-required"],
]);

test.each(
  [
    { topology: "fan-out", atCap: "drop", reliable: false },
    { topology: "fan-out", atCap: "block", reliable: false },
    { topology: "fan-out", atCap: "drop", reliable: true },
    { topology: "cluster", atCap: "drop", reliable: false },
  ] as const,
)("every option away from its default is named: %j", (options) => {
  const { topology, atCap, reliable } = options;
  const buffer = { reliable, frontLines: 1000, memoryLines: 10_000 };
  const text = toSyslogNgConfig({
    ...{ format: "3.35", port: 1, sinkSpools: ["/a", "/b"], ...buffer },
    forwarding: {
      ...{ topology, atCap, bufferCap: 2 ** 20 },
      sinks: [1, 2].map((number) => ({
        ...{ name: `sink-${number}`, host: `127.0.0.${number}`, port: 2003 },
      })),
    },
  });
  const remarks = toSyslogNgRemarks({ topology, atCap }, buffer).join("\n");
  const names = [...text.matchAll(/\b([a-z][a-z-]+)\(/g)]
    .flatMap(([, name = ""]) => name)
    .filter((name) => !SELF_EVIDENT.has(name));
  expect(names.length).toBeGreaterThan(8);
  expect(names.filter((name) => !remarks.includes(name))).toEqual([]);
});
