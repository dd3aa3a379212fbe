import { expect, test } from "vitest";
import { hdrLog } from "../../../src/ingest/histogram_logs/hdr_log.ts";
import { readSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const folder = "test/testdata/ingest/hdr-log";

async function read(name: string, settings: Record<string, string> = {}) {
  return await readWhole(
    hdrLog.read(readSource(`${folder}/${name}`), {
      experiment: "x",
      settings,
    }),
  );
}

/**
 * Value at a quantile, in ns, as HdrHistogram's test has it: it adds the lower bounds of buckets to a histogram of three
 * digits, and takes the greatest value that is not told from the one found.
 */
function quantile(
  buckets: readonly { readonly lower: number; readonly count: number }[],
  share: number,
): number {
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  let counted = 0;
  for (const { lower, count } of buckets) {
    counted += count;
    if (counted < share * total) continue;
    const ns = Math.round(lower * 1e9);
    return ns + 2 ** (Math.floor(Math.log2(ns)) - 10) - 1;
  }
  return NaN;
}

// Asserted in HistogramLogReaderWriterTest.java of HdrHistogram, commit de84b0a7de.
test.each([
  ["version_0.hlog", 81, 61256, 1510998015, 1569718271, 1438869961.225],
  ["version_1.hlog", 88, 65964, 1829765119, 1888485375, 1438867590.285],
  ["version_2.hlog", 62, 48761, 1745879039, 1796210687, 1441812279.474],
])(
  "%s has the figures that HdrHistogram's own reader finds",
  async (name, intervals, total, p999, max, startS) => {
    const { rows, runs, counts } = await read(name);
    expect(counts).toMatchObject({ rejected: 0 });
    const counted = rows.samples.filter(({ metric }) =>
      metric === "completed_requests"
    );
    expect(counted).toHaveLength(intervals);
    const sum = rows.histograms.reduce((sum, { count }) => sum + count, 0);
    expect(sum).toBe(total);
    expect([quantile(rows.histograms, 0.999), quantile(rows.histograms, 1)])
      .toEqual([p999, max]);
    const [first] = counted;
    expect(Date.parse(runs[0]?.started_at ?? "") / 1000)
      .toBeCloseTo(startS + 0.1, 0);
    expect(first?.at).toBe(runs[0]?.started_at);
  },
);

test("intervals of a tag are merged by themselves", async () => {
  const { rows } = await read("tagged.hlog");
  const sum = (kind: string) =>
    rows.histograms.filter((row) => row.kind === kind)
      .reduce((sum, { count }) => sum + count, 0);
  expect(sum("A")).toBe(sum("request"));
  expect(sum("A")).toBeGreaterThan(0);
});

test("YCSB's values are in microseconds, unless another unit is set", async () => {
  const upper = async (settings = {}) =>
    (await read("ycsb.hlog", settings)).rows.histograms.at(-1)?.upper ?? 0;
  expect(await upper({ value_unit: "ns" }))
    .toBeCloseTo(await upper() / 1000, 12);
  await expect(read("ycsb.hlog", { value_unit: "B" })).rejects.toThrow(
    "Cannot set 'value_unit' as it must be ns, µs, ms or s: current value is 'B'",
  );
});
