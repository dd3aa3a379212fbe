import { expect, test } from "vitest";
import { importers, toImporter } from "../../src/ingest/mod.ts";

test("toImporter() finds each importer by its format", () => {
  for (const importer of importers) {
    expect(toImporter(importer.format)).toBe(importer);
  }
});

test("toImporter() lists all known formats and suggests the closest", () => {
  expect(() => toImporter("run_records")).toThrow(
    "Cannot ingest 'run_records' as it must be one of run-record, cos-results, measurements, reports, scale-summary, load-tester, perseus, dbtester, redis-benchmark, ycsb, memtier, fezzik, cedar, lager, cf-logs, benchmarkbbs, performance-app, published, k6, vegeta, hey, locust, jmeter, gatling, wrk, oha, autocannon, artillery, fortio, ghz, pgbench, sysbench, etcd-benchmark, go-ycsb, ycsb-cpp, prometheus, docker-stats, sysstat, datadog, hdr-log, nighthawk, taurus, go-bench, asv, bencher, ginkgo, result-table; did you mean 'run-record'?",
  );
  expect(() => toImporter("pcap")).toThrow(/result-table$/);
});
