import { expect, test } from "vitest";
import { dbtesterParams } from "../../../src/ingest/dbtester/dbtester_title.ts";

test.each([
  [
    "Write 1M keys, 256-byte key, 1KB value, Best Throughput (etcd 1K clients with 100 conns, Zookeeper 700, Consul 500 clients)",
    "etcd",
    { workers: 1000, read_share: 0, value_size: 1024 },
  ],
  [
    "Write 1M keys, 256-byte key, 1KB value, Best Throughput (etcd 1K clients with 100 conns, Zookeeper 700, Consul 500 clients)",
    "zookeeper",
    { workers: 700 },
  ],
  [
    "Read 3M same keys, 256-byte key, 1KB value, Best Throughput (etcd 1,000, Zookeeper 700, Consul 500 clients)",
    "consul",
    { workers: 500, read_share: 1 },
  ],
  [
    "Write 3-million keys, 256-byte key, 1KB value, Best Throughput (etcd 1,000)",
    "etcd",
    { workers: 1000 },
  ],
  [
    "Write 1M keys, 256-byte key, 1KB value, 100 clients, 1000 QPS Limit",
    "etcd",
    { workers: 100, rate: 1000 },
  ],
  [
    "Write 1M keys, 256-byte key, 1KB value, 1,000 client",
    "consul",
    { workers: 1000, rate: null },
  ],
  [
    "Write 1M keys, 256-byte key, 1KB value value, clients 1 to 1,000",
    "etcd",
    { workers: null, clients: "1 to 1,000" },
  ],
])("dbtesterParams() reads '%s' for %s", (title, system, expected) => {
  expect(dbtesterParams(title, { system, notes: [] })).toMatchObject(expected);
});

test("dbtesterParams() counts the machines that are not clients", () => {
  const notes = ["Ubuntu 16.10", "4 machines of 16 vCPUs (1 for client)"];
  expect(dbtesterParams("Write", { system: "etcd", notes }).nodes).toBe(3);
  expect(dbtesterParams("Write", { system: "etcd", notes: [] }).nodes)
    .toBeNull();
});
