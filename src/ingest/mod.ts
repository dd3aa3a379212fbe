/**
 * Importers, floor 2: results of other tools become runs and rows of the one record.
 *
 * In: files of a foreign format. Out: `Imported`, which `ingest.ts` writes as a record, all of it or nothing.
 *
 * 1. `source.ts`   finds and decodes the files, line by line where they are large
 * 2. an importer   reads each: one file for each format of the list below, with its helpers beside it
 * 3. `admit.ts`    lets through what the store can load, and tells of figures that cannot be
 * 4. `ingest.ts`   collects runs and rows and adds them to the record
 *
 * A bad cell or row is a warning that names its place and is counted; a bad file is an `InputError`. To add a format, write
 * one file with an `Importer`, name it in the list below, and add a pair of files to `test/testdata/ingest/<format>/`.
 */
import { nearest, UsageError } from "../record/mod.ts";
import { cosResults } from "./run_record/cos_results.ts";
import { dbtester } from "./dbtester/dbtester.ts";
import type { Importer } from "./source/importer.ts";
import { loadTester } from "./load_tools/load_tester.ts";
import { measurements } from "./ginkgo/measurements.ts";
import { memtier } from "./memtier/memtier.ts";
import { perseus } from "./perseus/perseus.ts";
import { redisBenchmark } from "./load_tools/redis_benchmark.ts";
import { reports } from "./loadline_record.ts";
import { runRecord } from "./run_record/run_record.ts";
import { scaleSummary } from "./load_tools/scale_summary.ts";
import { ycsb } from "./ycsb/ycsb.ts";

export * from "./source/importer.ts";
export * from "./ingest.ts";
export * from "./source/source.ts";
export { admitAll } from "./source/admit.ts";

/** Every format that can be read. */
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
];

/** The importer of a format; throws `UsageError` with the nearest name and all known ones. */
export function toImporter(format: string): Importer {
  const found = importers.find((importer) => importer.format === format);
  if (found) return found;
  throw new UsageError(
    `Cannot ingest '${format}' as ${
      nearest(format, importers.map((importer) => importer.format))
    }`,
  );
}
