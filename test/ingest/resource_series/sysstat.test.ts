import { expect, test } from "vitest";
import { sysstat } from "../../../src/ingest/resource_series/sysstat.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(statistics: Record<string, unknown>) {
  const json = {
    sysstat: {
      hosts: [{
        nodename: "a",
        "number-of-cpus": 2,
        statistics: [{
          timestamp: { date: "2018-01-01", time: "00:10:01", utc: 1 },
          ...statistics,
        }],
      }],
    },
  };
  const file = toSource("a.json", JSON.stringify(json));
  return await readWhole(
    sysstat.read(file, { experiment: "x", settings: {} }),
  );
}

test("numbers are named by their activity and what they are of, in base units", async () => {
  const { rows, runs } = await read({
    "cpu-load": [{ cpu: "all", user: 1.5 }, { cpu: "0", user: 3 }],
    memory: { memfree: 2, "memused-percent": 50 },
    disk: [{ "disk-device": "sda", rkB: 1, await: 2.5 }],
    network: { "net-dev": [{ iface: "eth0", rxpck: 4 }] },
    queue: { "ldavg-1": 0.5 },
  });
  expect(
    rows.samples.map(({ metric, value, unit }) => [metric, value, unit]),
  ).toEqual([
    ["cpu-load.user all", 0.015, "1"],
    ["cpu-load.user 0", 0.03, "1"],
    ["memory.memfree", 2048, "B"],
    ["memory.memused-percent", 0.5, "1"],
    ["disk.rkB sda", 1024, "B/s"],
    ["disk.await sda", 0.0025, "s"],
    ["network.net-dev.rxpck eth0", 4, "1/s"],
    ["queue.ldavg-1", 0.5, ""],
  ]);
  expect(runs).toMatchObject([{
    system: "a",
    started_at: "2018-01-01T00:10:01.000Z",
  }]);
  expect(rows.warnings).toEqual([]);
});

test("times in local time are taken as UTC, and said to be", async () => {
  const { rows } = await read({
    timestamp: { date: "2018-01-01", time: "00:10:01", utc: 0 },
    queue: { blocked: 0 },
  });
  expect(rows.warnings.map(({ code }) => code)).toEqual(["zone-assumed"]);
});
