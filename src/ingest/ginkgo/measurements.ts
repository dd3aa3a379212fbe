/**
 * Imports Ginkgo measurements: raw samples of named timings with the tool's summary, one run a file.
 *
 * 1. `ginkgo.ts`           parses the JSON formats; a small file at once (`plain_report.ts`)
 * 2. `measurement_run.ts`  builds the run, with database, suite and version from the path (`results_path.ts`)
 * 3. `measured.ts`         finds names and unit of a measurement
 * 4. `measured_rows.ts`    converts samples to operations
 * 5. `measured_summary.ts` converts summaries to reported values, and compares them with those of the samples
 */
import {
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  isFull,
  type SourceFile,
  toWarning,
} from "../source/importer.ts";
import { baseName } from "../source/machine.ts";
import {
  type MeasurementFile,
  parseMeasurements,
  readSamples,
  type SampleBatch,
} from "./ginkgo.ts";
import { formatValue, isSampleOf, toMeasured } from "./measured.ts";
import { addValues } from "./measured_rows.ts";
import { addReported, remarksOn } from "./measured_summary.ts";
import { toMeasurementRun } from "./measurement_run.ts";
import { findPlainReport } from "./plain_report.ts";

/** Importer of Ginkgo and Gomega measurements, format `measurements`. */
export const measurements = {
  format: "measurements",
  title: "Ginkgo measurements as JSON: raw samples with their summaries",
  extensions: [".json"],
  experiment: "cf-api-timings",
  settings: {
    system: "system under test; default cloud-controller",
    database: "database; default from the path or the file",
    suite: "test suite; default from the path",
    suite_version: "version of the suite; default from the path",
    implementation: "rails or go; default from the path",
  },
  join: null,
  read: readMeasurements,
} satisfies Importer;

function* readMeasurements(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const plain = findPlainReport(file);
  const content = plain ?? parseMeasurements(file);
  let piece = emptyPiece("samples");
  const run = toMeasurementRun(content, file, options, piece.rows);
  const { run_id } = run;
  piece.runs.push(run);
  const place = baseName(file.name);
  const warn = (code: string, message: string, n = 1) =>
    piece.rows.warnings.push(
      { ...toWarning({ run_id, code, message, place }), n },
    );
  const open = new Map(
    content.measurements.map((named, i) => [
      named.path,
      toMeasured(named, i + 1),
    ]),
  );
  let [rejected, first] = [0, ""];
  const samples = plain === null ? readSamples(file) : samplesOf(plain);
  for (const { path, values } of samples) {
    const measured = open.get(path);
    if (measured === undefined) continue;
    const fits = (value: unknown): value is number =>
      isSampleOf(measured, value);
    const valid = values.filter(fits);
    const dropped = values.length - valid.length;
    if (dropped > 0 && first === "") {
      const j = values.findIndex((value) => !fits(value));
      first = `the first left out: sample ${
        measured.count + j + 1
      } of '${measured.label}' is ${formatValue(values[j])}`;
    }
    rejected += dropped;
    piece.counts.read += values.length;
    piece.counts.stored += valid.length;
    piece.counts.rejected += dropped;
    addValues(piece, valid, { run_id, measured });
    for (const value of valid) measured.summary.add(value);
    measured.count += values.length;
    if (isFull(piece)) {
      yield piece;
      piece = emptyPiece("samples");
    }
  }
  let assumed = 0;
  for (const measured of open.values()) {
    if (measured.isAssumed) assumed++;
    for (const { code, message } of remarksOn(measured)) warn(code, message);
    addReported(piece, run_id, measured);
  }
  if (assumed > 0) {
    warn(
      "unit-assumed",
      "timings without a unit are taken as seconds",
      assumed,
    );
  }
  if (rejected > 0) warn("rejected-sample", first, rejected);
  yield piece;
}

/** Returns the samples of a report whose measurements have them. */
function samplesOf({ measurements }: MeasurementFile): SampleBatch[] {
  return measurements
    .map(({ path, measurement }) => ({ path, values: measurement.Results }))
    .filter(({ values }) => values.length > 0);
}
