import { expect, test } from "vitest";
import { toRow } from "../../../src/ingest/run_record/run_record_rows.ts";

test.each([
  ["Metrics per target", "param", "metrics_per_target "],
  ["Scrape/logging targets", "param", "targets "],
  ["Avalanche value interval", "param", "value_interval s"],
  ["Big prom query period [min]", "param", "big_query_period min"],
  ["Loki log lines [1/sec]", "param", "log_lines 1/sec"],
  ["Locust processes (users=1)", "param", "locust_processes "],
  ["Scraped datapoints/min", "reported", "datapoints_rate 1/min"],
  ["Metrics datapoints / min", "reported", "datapoints_rate 1/min"],
  ["% CPU", "reported", "cpu %"],
  ["% Mem (p95)", "reported", "memory % p95"],
  ["HTTP request times (p99) (ms)", "reported", "http_request_time ms p99"],
  ["Big prom query median [ms]", "reported", "big_query_time ms median"],
  ["Network tx (avg, max) [MiB/s]", "reported", "network_tx MiB/s avg max"],
  ["Network tx [MB/s]", "reported", "network_tx MB/s"],
  ["Disk write IOPS (avg, max)", "reported", "disk_write_iops IOPS avg max"],
  [
    "Disk read [MiB/s] ~ IOPS",
    "reported",
    "disk_read MiB/s disk_read_iops IOPS",
  ],
  [
    "Trfk: Pod CPU; Pod mem (GB)",
    "reported",
    "trfk_pod_cpu cpu trfk_pod_memory GB",
  ],
  ["Pass/Fail", "verdict", "verdict null"],
])("toRow() knows '%s'", (label, role, expected) => {
  const row = toRow(label, 1);
  expect(row.known).toBe(true);
  expect(row.role).toBe(role);
  expect(
    [
      ...row.quantities.map(({ kind, unit }) => `${kind} ${unit}`),
      ...row.statistics,
    ].join(" "),
  ).toBe(expected);
});

test("toRow() keeps an unknown row as reported, with its unit", () => {
  expect(toRow("Compaction time (max) [ms]", 3)).toEqual({
    label: "Compaction time (max) [ms]",
    role: "reported",
    quantities: [{ kind: "compaction_time", unit: "ms" }],
    separator: "",
    statistics: ["max"],
    known: false,
    unknownUnit: "",
    oddUnit: "",
  });
  expect(toRow("Reads [ms] ~ Misses", 3).quantities).toEqual([
    { kind: "reads", unit: "ms" },
    { kind: "misses", unit: "" },
  ]);
  expect(toRow("???", 3).quantities).toEqual([{ kind: "row_3", unit: "" }]);
});
