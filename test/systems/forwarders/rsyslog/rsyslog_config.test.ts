import { expect, test } from "vitest";
import { toRsyslogConfig } from "../../../../src/systems/forwarders/rsyslog/rsyslog_config.ts";
import type { Forwarding } from "../../../../src/systems/forwarders/forwarder.ts";

function toConfig(change: Partial<Forwarding>): string {
  return toRsyslogConfig({
    port: 20_000,
    spool: "/run/spool",
    sinkSpools: [1, 2, 3].map((number) => `/run/spool/sink-${number}`),
    statistics: "/run/impstats.json",
    forwarding: {
      topology: "fan-out",
      sinks: [1, 2, 3].map((number) => ({
        ...{ name: `sink-${number}`, host: `127.0.0.${number}`, port: 2003 },
      })),
      ...{ bufferCap: 2 ** 20, atCap: "drop" },
      ...change,
    },
    memoryLines: 1000,
    checkpointLines: 100,
  });
}

test("toRsyslogConfig() gives each sink of a fan-out a queue on disk of its own", () => {
  const text = toConfig({});
  expect(text.match(/ruleset\(name="in"\)/g)).toHaveLength(1);
  expect(text.match(/action\(name="sink\d" /g)).toHaveLength(3);
  expect(text.match(/queue.spoolDirectory="[^"]+"/g)).toEqual([
    'queue.spoolDirectory="/run/spool/sink-1"',
    'queue.spoolDirectory="/run/spool/sink-2"',
    'queue.spoolDirectory="/run/spool/sink-3"',
  ]);
  expect(text.match(/queue.maxDiskSpace="1048576" queue.maxFileSize="131072"/g))
    .toHaveLength(3);
  expect(text.match(/highWatermark="400" queue.lowWatermark="100"/g))
    .toHaveLength(3);
});

test("toRsyslogConfig() tries the sinks of a cluster in turn, the last one for ever", () => {
  const text = toConfig({ topology: "cluster" });
  expect(text.match(/queue.spoolDirectory="[^"]+"/g))
    .toEqual(['queue.spoolDirectory="/run/spool"']);
  expect(text).toContain("set $.n = random(3);");
  const tries = [...text.matchAll(
    /action\(name="(\w+)"[^)]*resumeRetryCount="(-?\d)"([^)]*)\)/g,
  )].map(([, name, retries, rest = ""]) =>
    `${name} ${retries} ${rest.includes("execOnlyWhenPrevious")}`
  );
  expect(tries).toEqual([
    ...["sink1from1 0 false", "sink2from1 0 true", "sink3from1 -1 true"],
    ...["sink2from2 0 false", "sink3from2 0 true", "sink1from2 -1 true"],
    ...["sink3from3 0 false", "sink1from3 0 true", "sink2from3 -1 true"],
  ]);
});

test("toRsyslogConfig() drops at once at the cap, or waits", () => {
  expect(toConfig({})).toContain('queue.timeoutEnqueue="0"');
  expect(toConfig({})).toContain('flowControl="off"');
  const text = toConfig({ atCap: "block" });
  // Of the main queue as well, which drops a line after 2 s by default.
  expect(text.match(/queue.timeoutEnqueue="10000"/g)).toHaveLength(4);
  expect(text).toContain('flowControl="on"');
});
