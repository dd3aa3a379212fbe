import { expect, test } from "vitest";
import { createRowCollector } from "../../../src/experiments/monitoring/row_collector.ts";
import type { Row, TableName } from "../../../src/record/mod.ts";
import {
  toTestQuery,
  toTestSeries,
  toTime,
} from "../../testing/monitoring_rows.ts";
import { toTestParam } from "../../testing/records.ts";

test("createRowCollector() writes rows to the record, and returns them as the analysis reads them", () => {
  const written: [TableName, number][] = [];
  const collector = createRowCollector({
    run_id: "r7",
    append<T extends TableName>(table: T, rows: readonly Row<T>[]) {
      written.push([table, rows.length]);
    },
  });
  collector.phase("warm_up");
  collector.event("phase", "measure", "", new Date(toTime(0)));
  collector.event("phase", "cool_down", "", new Date(toTime(60)));
  collector.operations([toTestQuery(1), toTestQuery(2)]);
  collector.samples(
    toTestSeries("prometheus", "cpu", { values: [0.1, 0.2, 0.3] }),
  );
  expect(written).toEqual([
    ["events", 1],
    ["events", 1],
    ["events", 1],
    ["operations", 2],
    ["samples", 3],
  ]);

  const rows = collector.toRunRows([toTestParam("users", 10)]);
  expect(rows.operations).toHaveLength(2);
  expect(rows.params.get("users")?.number).toBe(10);
  expect(rows.series.get("prometheus")?.get("cpu")?.map(({ value }) => value))
    .toEqual([0.1, 0.2, 0.3]);
  const { from = 0, until = 0 } = rows.measure ?? {};
  expect(until - from).toBe(60);
});
