import { expect, test } from "vitest";
import { taurus } from "../../../src/ingest/http_tools/taurus.ts";
import { readSource, toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

test("the throughput of Taurus is a number of requests", async () => {
  const file = toSource(
    "a.csv",
    "label,concurrency,throughput,succ,fail,avg_rt,perc_0.0,perc_90.0,rc_503\n" +
      ",16,10,8,2,0.5,0.1,0.9,2\n/a,16,10,8,2,0.5,0.1,0.9,\n",
  );
  const { rows, runs } = await readWhole(
    taurus.read(file, { experiment: "x", settings: {} }),
  );
  const found = rows.reported.filter(({ label }) => !label.startsWith("/a"))
    .map(({ kind, statistic, value, n }) => [kind, statistic, value, n]);
  expect(found).toEqual([
    ["concurrency", "mean", 16, null],
    ["total_requests", "value", 10, null],
    ["successful_requests", "value", 8, null],
    ["failed_requests", "value", 2, null],
    ["latency", "mean", 0.5, 10],
    ["latency", "min", 0.1, 10],
    ["latency", "p90", 0.9, 10],
    ["responses", "value", 2, null],
    ["completed_requests", "value", 10, null],
    ["failed_requests", "value", 2, null],
  ]);
  expect(rows.reported.filter(({ unit }) => unit === "1/s")).toEqual([]);
  expect(runs[0]?.params[0]).toMatchObject({ key: "workers", number: 16 });
});

test("the XML of Taurus says what its CSV says of the same test", async () => {
  const folder = "test/testdata/ingest/taurus";
  const [csv, xml] = await Promise.all(
    ["final_stats.csv", "from_jenkins.xml"].map(async (name) => {
      const { rows } = await readWhole(
        taurus.read(readSource(`${folder}/${name}`), {
          ...{ experiment: "x", settings: {} },
        }),
      );
      return rows.reported.map(({ kind, statistic, value, unit, n }) =>
        [kind, statistic, value, unit, n].join(" ")
      ).toSorted();
    }),
  );
  expect(xml?.length).toBeGreaterThan(40);
  expect(xml).toEqual(csv);
});
