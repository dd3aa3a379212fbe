import { expect, test } from "vitest";
import { toImporter, toSource } from "../../../src/ingest/mod.ts";
import { readWhole } from "../../testing/read_whole.ts";

const header =
  "cluster_size,concurrency,data_size,requests_per_sec,success_rate,avg_latency_ns";

test("a header that stands again, as in files that were put together, is counted and is no run", async () => {
  const file = `${header}\r\n3,25,1024,47.45,100,523847\r\n`;
  const { counts, runs, rows } = await readWhole(
    toImporter("scale-summary").read(
      toSource("both.csv", file + file),
      { experiment: "both", settings: {} },
    ),
  );
  expect(counts).toMatchObject({ read: 3, stored: 2, rejected: 1 });
  expect(runs.map(({ repetition }) => repetition)).toEqual([1, 2]);
  expect(rows.warnings).toMatchObject([{
    code: "rejected-row",
    message: "row is left out as it repeats the header",
    place: "both.csv:3",
  }]);
});
