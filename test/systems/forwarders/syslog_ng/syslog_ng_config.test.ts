import { expect, test } from "vitest";
import type { Forwarding } from "../../../../src/systems/forwarders/forwarder.ts";
import { toSyslogNgConfig } from "../../../../src/systems/forwarders/syslog_ng/syslog_ng_config.ts";

function toConfig(change: Partial<Forwarding>, reliable = false): string {
  return toSyslogNgConfig({
    format: "3.35",
    port: 20_000,
    sinkSpools: [1, 2, 3].map((number) => `/run/spool/sink-${number}`),
    forwarding: {
      topology: "fan-out",
      sinks: [1, 2, 3].map((number) => ({
        ...{ name: `sink-${number}`, host: `127.0.0.${number}`, port: 2003 },
      })),
      ...{ bufferCap: 2 ** 20, atCap: "drop" },
      ...change,
    },
    reliable,
    frontLines: 1000,
    memoryLines: 10_000,
  });
}

test("toSyslogNgConfig() has a disk buffer for each sink of a fan-out", () => {
  const text = toConfig({});
  expect(text.startsWith("@version: 3.35\n")).toBe(true);
  expect(text.match(/disk-buffer\(reliable\(no\) disk-buf-size\(1048576\)/g))
    .toHaveLength(3);
  expect(text.match(/dir\("[^"]+"\)/g)).toEqual([
    'dir("/run/spool/sink-1")',
    'dir("/run/spool/sink-2")',
    'dir("/run/spool/sink-3")',
  ]);
  expect(text.match(/log {.*};/g)).toEqual([
    "log { source(in); destination(d1); };",
    "log { source(in); destination(d2); };",
    "log { source(in); destination(d3); };",
  ]);
  expect(text).not.toContain("failover");
});

test("toSyslogNgConfig() balances by receipt number, each sink with the others in turn as failover", () => {
  const text = toConfig({ topology: "cluster" });
  expect(text).toContain("use-rcptid(yes);");
  expect(text.match(/servers\([^)]*\)/g)).toEqual([
    'servers("127.0.0.2", "127.0.0.3")',
    'servers("127.0.0.3", "127.0.0.1")',
    'servers("127.0.0.1", "127.0.0.2")',
  ]);
  expect(text.match(/filter f\d {.*};/g)).toEqual([
    'filter f1 { "0" == "$(% ${RCPTID} 3)" };',
    'filter f2 { "1" == "$(% ${RCPTID} 3)" };',
    'filter f3 { "2" == "$(% ${RCPTID} 3)" };',
  ]);
  expect(text).toContain(
    "log { source(in); filter(f3); destination(d3); flags(final); };",
  );
});

test("toSyslogNgConfig() stops reading at the cap, or drops with the default in memory", () => {
  expect(toConfig({})).toContain("mem-buf-length(10000) qout-size(1000)");
  expect(toConfig({})).not.toContain("flow-control");
  const text = toConfig({ atCap: "block" });
  expect(text).toContain("flags(flow-control);");
  // As many as may be on their way, so that none of them is dropped.
  expect(text).toContain("log-iw-size(100000)");
  expect(text).toContain("mem-buf-length(100000) qout-size(1000)");
});

test("toSyslogNgConfig() has other memory options for a reliable buffer", () => {
  const text = toConfig({}, true);
  expect(text).toContain("reliable(yes)");
  expect(text).toContain("mem-buf-size(10485760)");
  expect(text).not.toContain("qout-size");
});
