import { expect, test } from "vitest";
import { nameSeries } from "../../../src/ingest/resource_series/metric_name.ts";

test.each([
  ["process_cpu_seconds_total", "s"],
  ["process_resident_memory_bytes", "B"],
  ["request_duration_seconds_sum", "s"],
  ["request_duration_seconds_count", ""],
  ["request_duration_seconds_bucket", ""],
  ["cache_hit_ratio", "1"],
  ["go_goroutines", ""],
])("nameSeries() tells the unit of %s", (name, unit) => {
  expect(nameSeries(name, [], {}).unit).toBe(unit);
});

test("nameSeries() takes the source from a label, and keeps the others", () => {
  const labels = [["instance", "web:80"], ["path", 'a"b\\']] as const;
  expect(nameSeries("hits_total", labels, {})).toEqual({
    source: "web:80",
    metric: 'hits_total{path="a\\"b\\\\"}',
    unit: "",
  });
  expect(nameSeries("", labels, { source: "path", unit: "%", metric: "cpu" }))
    .toEqual({ source: 'a"b\\', metric: 'cpu{instance="web:80"}', unit: "%" });
});
