/**
 * Converts results of other tools to runs and rows of the record.
 *
 * In: files of a foreign format. Out: `Imported`, which `ingest.ts` writes as a record, atomically.
 *
 * 1. `source/`    finds and decodes files, large ones line by line; `ahead/` reads thousands of small ones in a thread
 *    of its own; `admission/` rejects what the store cannot load
 * 2. an importer  reads each: a folder for each family of formats in the list below
 * 3. `ingest.ts`  collects runs and rows, those of one file in `ingest_file.ts`, and adds them to the record
 *
 * A bad cell or row is a warning that names its place and is counted; a bad file is an `InputError`.
 */
import { nearest, UsageError } from "../record/mod.ts";
import { asv } from "./benchmarks/asv.ts";
import { bencher } from "./benchmarks/bencher.ts";
import { benchmarkbbs } from "./benchmarkbbs/benchmarkbbs.ts";
import { cedar } from "./cedar/cedar.ts";
import { cfLogs } from "./cf_logs/cf_logs.ts";
import { cosResults } from "./run_record/cos_results.ts";
import { datadog } from "./resource_series/datadog.ts";
import { dbtester } from "./dbtester/dbtester.ts";
import { dockerStats } from "./resource_series/docker_stats.ts";
import { etcdBenchmark } from "./database_tools/etcd_benchmark.ts";
import { goYcsb } from "./database_tools/go_ycsb.ts";
import { prometheus } from "./resource_series/prometheus.ts";
import { sysstat } from "./resource_series/sysstat.ts";
import { pgbench } from "./database_tools/pgbench.ts";
import { sysbench } from "./database_tools/sysbench.ts";
import { ycsbCpp } from "./database_tools/ycsb_cpp.ts";
import { fezzik } from "./fezzik/fezzik.ts";
import type { Importer } from "./source/importer.ts";
import { artillery } from "./http_tools/artillery.ts";
import { autocannon } from "./http_tools/autocannon.ts";
import { fortio } from "./http_tools/fortio.ts";
import { gatling } from "./gatling/gatling.ts";
import { ghz } from "./http_tools/ghz.ts";
import { hey } from "./http_tools/hey.ts";
import { jmeter } from "./jmeter/jmeter.ts";
import { k6 } from "./k6/k6.ts";
import { locust } from "./locust/locust.ts";
import { oha } from "./http_tools/oha.ts";
import { vegeta } from "./http_tools/vegeta.ts";
import { wrk } from "./http_tools/wrk.ts";
import { ginkgo } from "./benchmarks/ginkgo_report.ts";
import { goBench } from "./benchmarks/go_bench.ts";
import { resultTable } from "./benchmarks/result_table.ts";
import { hdrLog } from "./histogram_logs/hdr_log.ts";
import { nighthawk } from "./http_tools/nighthawk.ts";
import { taurus } from "./http_tools/taurus.ts";
import { lager } from "./lager/lager.ts";
import { loadTester } from "./load_tools/load_tester.ts";
import { measurements } from "./ginkgo/measurements.ts";
import { memtier } from "./memtier/memtier.ts";
import { performanceApp } from "./performance_app/performance_app.ts";
import { perseus } from "./perseus/perseus.ts";
import { published } from "./published/published.ts";
import { redisBenchmark } from "./load_tools/redis_benchmark.ts";
import { reports } from "./loadline_record.ts";
import { runRecord } from "./run_record/run_record.ts";
import { scaleSummary } from "./load_tools/scale_summary.ts";
import { ycsb } from "./ycsb/ycsb.ts";

export * from "./source/importer.ts";
export * from "./ingest.ts";
export { listSources } from "./source/paths.ts";
export * from "./source/source.ts";
export { admitAll } from "./admission/admit.ts";
export * from "./recognise.ts";

/** Importers of all supported formats. */
export const importers: readonly Importer[] = [
  runRecord,
  cosResults,
  measurements,
  reports,
  scaleSummary,
  loadTester,
  perseus,
  dbtester,
  redisBenchmark,
  ycsb,
  memtier,
  fezzik,
  cedar,
  lager,
  cfLogs,
  benchmarkbbs,
  performanceApp,
  published,
  k6,
  vegeta,
  hey,
  locust,
  jmeter,
  gatling,
  wrk,
  oha,
  autocannon,
  artillery,
  fortio,
  ghz,
  pgbench,
  sysbench,
  etcdBenchmark,
  goYcsb,
  ycsbCpp,
  prometheus,
  dockerStats,
  sysstat,
  datadog,
  hdrLog,
  nighthawk,
  taurus,
  goBench,
  asv,
  bencher,
  ginkgo,
  resultTable,
];

/** Returns the importer of a format. Throws `UsageError` with the closest and all known names if there is none. */
export function toImporter(format: string): Importer {
  const found = importers.find((importer) => importer.format === format);
  if (found) return found;
  throw new UsageError(
    `Cannot ingest '${format}' as ${
      nearest(format, importers.map((importer) => importer.format))
    }`,
  );
}
