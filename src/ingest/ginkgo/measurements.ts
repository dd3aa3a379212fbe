/**
 * Imports Ginkgo measurements: raw samples of named timings with the tool's summary, one run a file.
 *
 * 1. `ginkgo.ts`          parses the JSON formats
 * 2. `measurement_run.ts` builds the run, with database, suite and version from the path (`results_path.ts`)
 * 3. this file            converts samples to operations, and summaries to reported values
 * 4. `agrees.ts`          compares the summaries with those computed from the samples
 */
import {
  baseUnit,
  maybeUnit,
  type Operation,
  type Reported,
  type Sample,
  toBase,
  toUnit,
} from "../../record/mod.ts";
import { summarise } from "../../statistics/mod.ts";
import { agrees } from "./agrees.ts";
import { type Measurement, parseMeasurements } from "./ginkgo.ts";
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
import { toMeasurementRun } from "./measurement_run.ts";

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
  read: readMeasurements,
} satisfies Importer;

const unitNames = new Map([
  ["seconds", "s"],
  ["milliseconds", "ms"],
  ["microseconds", "µs"],
  ["nanoseconds", "ns"],
  ["minutes", "min"],
  ["hours", "h"],
  ["bytes", "B"],
]);

/** Files written before the database was recorded state no unit; their timings are in seconds. */
const TIMING = /time|duration|latency|elapsed/i;

function* readMeasurements(
  file: SourceFile,
  options: ImportOptions,
): Generator<Imported> {
  const content = parseMeasurements(file);
  let piece = emptyPiece("samples");
  const run = toMeasurementRun(content, file, options, piece.rows);
  piece.runs.push(run);
  const place = baseName(file.name);
  const warn = (code: string, message: string, n = 1) =>
    piece.rows.warnings.push(
      { ...toWarning({ run_id: run.run_id, code, message, place }), n },
    );
  let assumed = 0;
  let [rejected, first] = [0, ""];
  for (const [i, { label, measurement }] of content.measurements.entries()) {
    const ordinal = i + 1;
    const [subject, kind] = splitLabel(label);
    const written = measurement.Units ?? "";
    const isAssumed = written === "" && TIMING.test(measurement.Name);
    if (isAssumed) assumed++;
    const symbol = isAssumed
      ? "s"
      : unitNames.get(written.toLowerCase()) ?? written;
    const unit = maybeUnit(symbol);
    const timed = unit?.dimension === "time";
    if (!unit) warn("unknown-unit", `'${written}' of '${label}' is no unit`);
    const fits = (value: unknown): value is number =>
      isSample(value) && (!timed || value >= 0);
    const { Results } = measurement;
    // Not copied if all are valid: there may be millions.
    const values = Results.every(fits) ? Results : Results.filter(fits);
    if (values.length < Results.length && first === "") {
      const j = Results.findIndex((value) => !fits(value));
      first = `the first left out: sample ${j + 1} of '${label}' is ${
        show(Results[j])
      }`;
    }
    const dropped = measurement.Results.length - values.length;
    rejected += dropped;
    piece.counts.read += dropped;
    piece.counts.rejected += dropped;

    const context = { run_id: run.run_id, subject, kind, ordinal };
    for (let from = 0; from < values.length; from += CHUNK_SAMPLES) {
      const chunk = values.slice(from, from + CHUNK_SAMPLES);
      if (timed) {
        pushOperations(piece.rows.operations, chunk, {
          ...context,
          unit,
          from,
        });
      } else {
        pushSamples(piece.rows.samples, chunk, { ...context, symbol });
      }
      piece.counts.read += chunk.length;
      piece.counts.stored += chunk.length;
      if (isFull(piece)) {
        yield piece;
        piece = emptyPiece("samples");
      }
    }

    if (values.length === 0) warn("no-samples", `'${label}' holds no samples`);
    for (const summary of reportedSummary(measurement, context, symbol)) {
      piece.rows.reported.push({ ...summary, label });
    }
    for (const [statistic, field] of statistics) {
      const value = measurement[field] ?? null;
      if (value === null || isSample(value)) continue;
      const what = `${statistic} of '${label}' is ${show(value)}`;
      warn("unreadable-cell", `${what}, no number that can be kept`);
    }
    for (const message of mismatches(measurement, values)) {
      warn("summary-mismatch", `'${label}': ${message}`);
    }
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

/** Samples converted at once. */
const CHUNK_SAMPLES = 5000;

const statistics = [
  ["min", "Smallest"],
  ["max", "Largest"],
  ["mean", "Average"],
  ["population_sd", "StdDeviation"],
] as const;

/** Splits `<headline>::<experiment>`; a name alone has an empty headline. */
function splitLabel(label: string): [string, string] {
  const at = label.indexOf("::");
  return at < 0 ? ["", label] : [label.slice(0, at), label.slice(at + 2)];
}

function isSample(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function show(value: unknown): string {
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}

interface Context {
  readonly run_id: string;
  readonly subject: string;
  readonly kind: string;
  readonly ordinal: number;
}

function pushOperations(
  operations: Operation[],
  values: readonly number[],
  { run_id, subject, kind, ordinal, unit, from }: Context & {
    readonly unit: { readonly factor: number };
    /** Number of samples of the measurement pushed before. */
    readonly from: number;
  },
): void {
  for (let i = 0; i < values.length; i++) {
    operations.push({
      run_id,
      operation_id: `${ordinal}-${from + i + 1}`,
      kind,
      subject,
      started_at: null,
      duration_s: (values[i] ?? 0) * unit.factor,
      outcome: "ok",
      error: "",
      code: "",
      bytes: null,
      worker: "",
    });
  }
}

function pushSamples(
  samples: Sample[],
  values: readonly number[],
  { run_id, subject, kind, symbol }: Context & { readonly symbol: string },
): void {
  const known = maybeUnit(symbol) !== undefined;
  const unit = known ? baseUnit[toUnit(symbol).dimension] : symbol;
  for (const value of values) {
    samples.push({
      run_id,
      source: subject,
      metric: kind,
      unit,
      at: null,
      value: known ? toBase(value, symbol).value : value,
    });
  }
}

/** Returns the tool's statistics as printed. */
function reportedSummary(
  measurement: Measurement,
  { run_id, kind, ordinal }: Context,
  symbol: string,
): Reported[] {
  return statistics.flatMap(([statistic, field]) => {
    const value = measurement[field];
    if (!isSample(value)) return [];
    return [{
      run_id,
      kind,
      statistic,
      ...(maybeUnit(symbol) ? toBase(value, symbol) : { value, unit: symbol }),
      n: measurement.Results.length,
      label: "",
      position: ordinal,
      text: String(value),
      annotation: "",
      struck: false,
    }];
  });
}

/** Describes each printed statistic that does not follow from the samples. */
function mismatches(
  measurement: Measurement,
  values: readonly number[],
): string[] {
  const printed = statistics.some(([, field]) => isSample(measurement[field]));
  if (values.length === 0 || !printed) return [];
  const { min, max, mean, populationSd } = summarise(values);
  const computed = { min, max, mean, population_sd: populationSd };
  return statistics.flatMap(([statistic, field]) => {
    const printed = measurement[field];
    const recomputed = computed[statistic] ?? NaN;
    return !isSample(printed) || agrees(printed, recomputed) ? [] : [
      `${statistic} is written as ${printed}, the samples give ${recomputed}`,
    ];
  });
}
