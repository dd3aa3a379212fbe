import { expect, test } from "vitest";
import { toImporter, toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

function read(name: string, text: string) {
  return readWhole(
    toImporter("dbtester").read(toSource(name, text), {
      experiment: "dbtester",
      settings: {},
    }),
  );
}

const header = "suite,test,system,metric,value_text\n";

test("a metric that stands twice, as in files that were put together, is told once for each column", async () => {
  const file = `${header}s,t,etcd-v3,AVG-LATENCY,5 ms\n` +
    "s,t,etcd-v3,TOTAL-SECONDS,9 sec\ns,t,consul-v1,AVG-LATENCY,7 ms\n";
  const { counts, rows } = await read("both.csv", file + file);
  expect(counts).toMatchObject({ read: 7, stored: 6, rejected: 1 });
  expect(rows.warnings.map(({ code, place, n }) => [code, place, n])).toEqual([
    ["rejected-row", "both.csv:5", 1],
    ["repeated-cell", "both.csv:6", 2],
    ["repeated-cell", "both.csv:8", 1],
  ]);
});

test("a cell in a unit of something else is told, and kept in its own", async () => {
  const { rows } = await read(
    "units.csv",
    `${header}s,t,etcd-v3,AVG-LATENCY,571 req/sec\n` +
      "s,t,etcd-v3,AVG-THROUGHPUT,5 ms\ns,t,etcd-v3,TOTAL-SECONDS,175\n" +
      "s,t,etcd-v3,SERVER-MAX-CPU-USAGE,406.67 %\ns,t,etcd-v3,Latency p99,4 ms\n",
  );
  expect(rows.reported.map(({ value, unit }) => [value, unit])).toEqual([
    [571, "1/s"],
    [0.005, "s"],
    [175, ""],
    [expect.closeTo(4.0667), "1"],
    [0.004, "s"],
  ]);
  expect(rows.warnings.map(({ code, message }) => `${code}: ${message}`))
    .toEqual([
      "unit-mismatch: '571 req/sec' of etcd-v3 is in 1/s, where AVG-LATENCY is in s",
      "unit-mismatch: '5 ms' of etcd-v3 is in s, where AVG-THROUGHPUT is in 1/s",
      "unit-mismatch: '175' of etcd-v3 is without a unit, where TOTAL-SECONDS is in s",
    ]);
});

const table = [
  ...["## Write 1M keys", "", "|         | etcd-v3 | consul-v1 |"],
  ...["|---------|---------|-----------|", "| AVG-LATENCY | 1 ms | 2 ms |"],
].join("\n");

test("a README that ends in the middle of a row loses that row, and counts its cells", async () => {
  const { counts, rows, runs } = await read(
    "README.md",
    `${table}\n| TOTAL-SECONDS | 17 sec | 19 s`,
  );
  expect(runs.length).toBe(2);
  expect(counts).toMatchObject({ read: 4, stored: 2, rejected: 2 });
  expect(rows.warnings).toMatchObject([{
    message: "row is left out as it is cut off: no bar is at its end",
    place: "README.md:6",
  }]);
});

test("cells below a torn header belong to no column of the table before", async () => {
  const { counts, runs } = await read(
    "README.md",
    `${table}\n\n|      | zookeeper-r3 | redis-v\n| AVG-LATENCY | 3 ms | 4 ms |\n---- errors:\n"x" (count 5)\n`,
  );
  expect(runs.map(({ system }) => system)).toEqual(["etcd", "consul"]);
  expect(counts).toMatchObject({ read: 7, stored: 2, rejected: 5 });
});
