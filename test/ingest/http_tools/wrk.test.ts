import { expect, test } from "vitest";
import { wrk } from "../../../src/ingest/http_tools/wrk.ts";
import { toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

/** What wrk2 prints of a distribution. */
function distribution(heading: string, median: string): string {
  return `  Latency Distribution (HdrHistogram - ${heading})
 50.000%  ${median}
 99.000%    9.00ms

  Detailed Percentile spectrum:
       Value   Percentile   TotalCount 1/(1-Percentile)

       1.000     0.500000           60         2.00
       9.000     1.000000          100          inf
#[Mean    =        1.500, StdDeviation   =        0.500]
----------------------------------------------------------
`;
}

async function read(distributions: string) {
  const text = `Running 10s test @ http://127.0.0.1:80/
  2 threads and 10 connections
  Thread calibration: mean lat.: 1.000ms, rate sampling interval: 10ms
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.50ms  500.00us   9.00ms   90.00%
    Req/Sec     5.00      1.00    10.00     90.00%
${distributions}  100 requests in 10.00s, 1.00KB read
Requests/sec:     10.00
Transfer/sec:    102.40B
`;
  return await readWhole(
    wrk.read(toSource("a.txt", text), { experiment: "x", settings: {} }),
  );
}

const recorded = distribution("Recorded Latency", "1.00ms");
const uncorrected = distribution(
  "Uncorrected Latency (measured without taking delayed starts into account)",
  "0.50ms",
);

test("latencies that wrk2 does not correct are kept apart, and give no buckets", async () => {
  const { rows } = await read(recorded + uncorrected);
  const medians = rows.reported.filter(({ statistic }) => statistic === "p50");
  expect(medians.map(({ kind, value }) => [kind, value])).toEqual([
    ["latency", 0.001],
    ["latency_uncorrected", 0.0005],
  ]);
  expect(rows.histograms.map(({ upper, count }) => [upper, count]))
    .toEqual([[0.001, 60], [0.009, 40]]);
  const { rows: alone } = await read(uncorrected);
  expect(alone.histograms).toEqual([]);
});

test("colours in the text are passed over", async () => {
  const { rows } = await read(recorded.replaceAll("50.000%", "\x1b[1m50.000%"));
  expect(rows.reported.some(({ statistic }) => statistic === "p50")).toBe(true);
});
