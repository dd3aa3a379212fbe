import { expect, test } from "vitest";
import { dockerStats } from "../../../src/ingest/resource_series/docker_stats.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

async function read(text: string) {
  const file = toSource("a.json", text);
  return await readWhole(
    dockerStats.read(file, { experiment: "x", settings: {} }),
  );
}

const line = JSON.stringify({
  Name: "web",
  CPUPerc: "150.00%",
  MemUsage: "1.5MiB / 1GiB",
  NetIO: "1.5kB / 0B",
  BlockIO: "--",
  PIDs: "3",
});

test("kB are 1,000 bytes, KiB 1,024, and 100 % is one core", async () => {
  const { rows, counts } = await read(`${line}\n`);
  expect(
    rows.samples.map(({ metric, value, unit }) => [metric, value, unit]),
  ).toEqual([
    ["cpu", 1.5, "1"],
    ["memory", 1.5 * 2 ** 20, "B"],
    ["memory_limit", 2 ** 30, "B"],
    ["network_rx", 1500, "B"],
    ["network_tx", 0, "B"],
    ["threads", 3, ""],
  ]);
  expect(counts).toMatchObject({ read: 8, stored: 6, rejected: 2 });
});

test("escapes of a terminal are no part of a line", async () => {
  const { counts } = await read(`\u001b[H\u001b[J${line}\u001b[K\n`);
  expect(counts.stored).toBe(6);
});

test("a container that does not run has no figures", async () => {
  const gone = line.replace("1.5MiB / 1GiB", "0B / 0B");
  await expect(read(`${gone}\n`)).rejects.toThrow(
    "a.json: holds no statistics of a container that runs",
  );
  const { counts, rows } = await read(`${line}\n${gone}\n`);
  expect(counts).toMatchObject({ read: 16, stored: 6, rejected: 10 });
  expect(rows.warnings.map(({ message, n }) => [message, n])).toContainEqual([
    "containers without a limit of memory did not run: their zeros are left out",
    1,
  ]);
});
