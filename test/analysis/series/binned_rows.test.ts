import { expect, test } from "vitest";
import { z } from "zod";
import { binnedRows } from "../../../src/analysis/series/binned_rows.ts";
import { atSecond, faultRun } from "../../testing/fault_run.ts";
import { toTestOperation, withTestStore } from "../../testing/records.ts";

const query = {
  schema: z.strictObject({ bin: z.number(), count: z.number() }),
  sql: `
    SELECT bin_of(done_at, $zero, $width, $first, $last) AS bin, count(*) AS count
    FROM load_operations WHERE run_id = $run_id GROUP BY bin ORDER BY bin`,
  wishes: { most: 10, operations: 1 },
};

test("binnedRows() gives each row the edges of its bin, those at the ends of the load cut", async () => {
  const operations = [0.3, 10, 10.1, 19].map((start, i) =>
    toTestOperation("r1", {
      operation_id: String(i),
      started_at: atSecond(start),
      duration_s: 0.5,
    })
  );
  const found = await withTestStore(
    [[faultRun, { operations }]],
    (store) => binnedRows(store, "r1", query),
  );
  expect(found?.width).toBe(2);
  expect(found?.rows).toEqual([
    { from: 0, until: 2, count: 1 },
    { from: 10, until: 12, count: 2 },
    { from: 18, until: 19.2, count: 1 },
  ]);
});

test("binnedRows() is null for a run without times", async () => {
  const found = await withTestStore(
    [[faultRun, { operations: [toTestOperation("r1")] }]],
    (store) => binnedRows(store, "r1", query),
  );
  expect(found).toBeNull();
});
