import { expect, test } from "vitest";
import { keepRows } from "../../../src/experiments/monitoring/row_collector.ts";
import type { Row, TableName } from "../../../src/record/mod.ts";
import {
  toTestQuery,
  toTestSeries,
  toTime,
} from "../../testing/monitoring_rows.ts";
import { toTestParam } from "../../testing/records.ts";

test("keepRows() hands rows on to the record, and keeps them as the analysis reads them from there", () => {
  const written: [TableName, number][] = [];
  const kept = keepRows({
    run_id: "r7",
    append<T extends TableName>(table: T, rows: readonly Row<T>[]) {
      written.push([table, rows.length]);
    },
  });
  kept.phase("warm_up");
  kept.event("phase", "measure", "", new Date(toTime(0)));
  kept.event("phase", "cool_down", "", new Date(toTime(60)));
  kept.operations([toTestQuery(1), toTestQuery(2)]);
  kept.samples(toTestSeries("prometheus", "cpu", { values: [0.1, 0.2, 0.3] }));
  expect(written).toEqual([
    ["events", 1],
    ["events", 1],
    ["events", 1],
    ["operations", 2],
    ["samples", 3],
  ]);

  const rows = kept.toRunRows([toTestParam("users", 10)]);
  expect(rows.operations).toHaveLength(2);
  expect(rows.params.get("users")?.number).toBe(10);
  expect(rows.series.get("prometheus")?.get("cpu")?.map(({ value }) => value))
    .toEqual([0.1, 0.2, 0.3]);
  const { from = 0, until = 0 } = rows.measure ?? {};
  expect(until - from).toBe(60);
});
