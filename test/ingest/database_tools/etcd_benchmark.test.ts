import { expect, test } from "vitest";
import { etcdBenchmark } from "../../../src/ingest/database_tools/etcd_benchmark.ts";
import { hey } from "../../../src/ingest/http_tools/hey.ts";
import { glanceAt } from "../../../src/ingest/load_frame/glance.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const SUMMARY =
  "Summary:\n  Total:\t2.0 secs.\n  Slowest:\t0.2 secs.\n  Stddev:\t0.1 secs.\n  Requests/sec:\t5.0\n";

async function read(text: string) {
  const file = toSource("a.txt", text);
  return await readWhole(
    etcdBenchmark.read(file, { experiment: "x", settings: {} }),
  );
}

test("the text of etcd is not that of hey, which it descends from", () => {
  const glance = glanceAt(toSource("a.txt", SUMMARY));
  const fits = ({ shapes }: typeof hey) =>
    shapes.some(({ fits }) => fits(glance));
  expect([fits(etcdBenchmark), fits(hey)]).toEqual([true, false]);
});

test("rows of --sample have their own units, and none for a second without a request", async () => {
  const { rows, runs } = await read(
    `${SUMMARY}Sample in one second (unix latency throughput):\n` +
      "UNIX-SECOND,MIN-LATENCY-MS,AVG-LATENCY-MS,MAX-LATENCY-MS,AVG-THROUGHPUT\n" +
      "1458151378,500µs,2ms,1s,4\n1458151379,0s,0s,0s,0\n",
  );
  expect(rows.samples.map(({ metric, value }) => [metric, value])).toEqual([
    ["completed_requests", 4],
    ["latency_min", 0.0005],
    ["latency_mean", 0.002],
    ["latency_max", 1],
    ["completed_requests", 0],
  ]);
  expect(runs).toMatchObject([{
    started_at: "2016-03-16T18:02:58.000Z",
    ended_at: "2016-03-16T18:03:00.000Z",
  }]);
});

test("completed requests are those of the histogram, failed ones those of the errors", async () => {
  const { rows } = await read(
    `${SUMMARY}\nResponse time histogram:\n  0.1 [3]\t|\n  0.2 [7]\t|\n\nLatency distribution:\n  50% in 0.15 secs.\n\nError distribution:\n  [2]\tdeadline\n`,
  );
  expect(
    rows.reported.filter(({ kind }) => kind.endsWith("_requests"))
      .map(({ kind, value }) => [kind, value]),
  ).toEqual([["completed_requests", 10], ["failed_requests", 2]]);
  expect(rows.histograms.map(({ count }) => count)).toEqual([3, 7]);
  expect(rows.reported.find(({ statistic }) => statistic === "p50"))
    .toMatchObject({ value: 0.15, n: 10, annotation: "rank ceil(pn) + 1" });
});
