import { expect, test } from "vitest";
import {
  containersOf,
  readingOf,
} from "../../../src/ingest/resource_series/docker_engine.ts";
import { toSource } from "../../../src/ingest/mod.ts";

const container = {
  read: "2026-01-02T03:04:07Z",
  preread: "2026-01-02T03:04:05Z",
  cpu_stats: { cpu_usage: { total_usage: 4e9 } },
  precpu_stats: { cpu_usage: { total_usage: 1e9 } },
  memory_stats: { usage: 500, limit: 1000, stats: { inactive_file: 100 } },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10 } },
  blkio_stats: {
    io_service_bytes_recursive: [{ op: "Read", value: 5 }, {
      op: "read",
      value: 6,
    }],
  },
  pids_stats: { current: 7 },
  name: "/web",
};

test("readingOf() counts processors between two readings, and memory without what can be dropped", () => {
  expect(readingOf(container)).toEqual({
    source: "web",
    ms: Date.parse("2026-01-02T03:04:07Z"),
    values: [
      ["cpu", "1", 1.5],
      ["memory", "B", 400],
      ["memory_limit", "B", 1000],
      ["network_rx", "B", 11],
      ["network_tx", "B", 2],
      ["disk_read", "B", 11],
      ["threads", "", 7],
    ],
  });
});

test("readingOf() has no processors of the first reading", () => {
  const first = { ...container, preread: "0001-01-01T00:00:00Z" };
  expect(readingOf(first)?.values[0]?.[0]).toBe("memory");
});

test.each([
  ["an object a line", `${JSON.stringify(container)}\n`.repeat(2), 2],
  ["one object", JSON.stringify(container, null, 2), 1],
  ["a list", JSON.stringify([container, container, container]), 3],
])("containersOf() reads %s", (_, text, n) => {
  expect([...containersOf(toSource("a.json", text))])
    .toEqual(Array.from({ length: n }, () => container));
});
