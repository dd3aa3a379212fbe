import { expect, test } from "vitest";
import { toRsyslogConfig } from "../../../../src/systems/forwarders/rsyslog/rsyslog_config.ts";
import { toRsyslogRemarks } from "../../../../src/systems/forwarders/rsyslog/rsyslog_remarks.ts";

/** Parameters that say what a run is, or are at their defaults. */
const SELF_EVIDENT = new Set([
  ...["load", "type", "name", "string", "address", "port", "ruleset", "target"],
  ...["protocol", "template", "workDirectory", "queue.spoolDirectory"],
  ...["net.enableDNS", "queue.workerThreads", "interval", "format"],
  ...["resetCounters", "log.syslog", "log.file"],
]);

test.each(
  [
    { topology: "fan-out", atCap: "drop" },
    { topology: "fan-out", atCap: "block" },
    { topology: "cluster", atCap: "drop" },
  ] as const,
)("every parameter away from its default is named: %j", (options) => {
  const lines = { memoryLines: 200_000, checkpointLines: 1000 };
  const text = toRsyslogConfig({
    ...{ port: 1, spool: "/a", sinkSpools: ["/a/1", "/a/2"], ...lines },
    statistics: "/a/impstats.json",
    forwarding: {
      ...{ ...options, bufferCap: 2 ** 20 },
      sinks: [1, 2].map((number) => ({
        ...{ name: `sink-${number}`, host: "127.0.0.1", port: number },
      })),
    },
  });
  const remarks = toRsyslogRemarks(options, lines).join("\n");
  const names = [...text.matchAll(/\b([a-zA-Z.]+)="/g)]
    .flatMap(([, name = ""]) => name)
    .filter((name) => !SELF_EVIDENT.has(name))
    .map((name) => name.replace(/^action\./, ""));
  expect(names.length).toBeGreaterThan(10);
  expect([...new Set(names)].filter((name) => !remarks.includes(name)))
    .toEqual([]);
});
