/**
 * Imports Ginkgo measurements: raw samples of named timings with the tool's summary, one run a file.
 *
 * 1. `ginkgo.ts`          parses the JSON formats
 * 2. `measurement_run.ts` builds the run, with database, suite and version from the path (`results_path.ts`)
 * 3. this file            converts samples to operations, and summaries to reported values
 * 4. `agrees.ts`          compares the summaries with those computed from the samples
 */
import {
  addRow,
  baseUnit,
  maybeUnit,
  type Reported,
  toBase,
  toUnit,
} from "../../record/mod.ts";
import { RunningSummary } from "../../statistics/mod.ts";
import { agrees } from "./agrees.ts";
import {
  type NamedMeasurement,
  parseMeasurements,
  readSamples,
} from "./ginkgo.ts";
import {
  batchIn,
  emptyPiece,
  type Imported,
  type Importer,
  type ImportOptions,
  isFull,
  type Piece,
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
  join: null,
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
  const { run_id } = run;
  piece.runs.push(run);
  const place = baseName(file.name);
  const warn = (code: string, message: string, n = 1) =>
    piece.rows.warnings.push(
      { ...toWarning({ run_id, code, message, place }), n },
    );
  const open = new Map(
    content.measurements.map((named, i) => [named.path, begin(named, i + 1)]),
  );
  let [rejected, first] = [0, ""];
  for (const { path, values } of readSamples(file)) {
    const measured = open.get(path);
    if (measured === undefined) continue;
    const fits = (value: unknown): value is number =>
      isSample(value) && (!measured.isTimed || value >= 0);
    const valid = values.filter(fits);
    const dropped = values.length - valid.length;
    if (dropped > 0 && first === "") {
      const j = values.findIndex((value) => !fits(value));
      first = `the first left out: sample ${
        measured.count + j + 1
      } of '${measured.label}' is ${show(values[j])}`;
    }
    rejected += dropped;
    piece.counts.read += values.length;
    piece.counts.stored += valid.length;
    piece.counts.rejected += dropped;
    if (measured.isTimed) {
      pushOperations(piece, valid, { run_id, measured });
    } else {
      pushSamples(piece, valid, { run_id, measured });
    }
    for (const value of valid) measured.summary.add(value);
    measured.count += values.length;
    if (isFull(piece)) {
      yield piece;
      piece = emptyPiece("samples");
    }
  }
  let assumed = 0;
  for (const measured of open.values()) {
    const { label, measurement, isKnown, isAssumed } = measured;
    if (isAssumed) assumed++;
    if (!isKnown) {
      warn(
        "unknown-unit",
        `'${measurement.Units ?? ""}' of '${label}' is no unit`,
      );
    }
    if (measured.summary.n === 0) {
      warn("no-samples", `'${label}' holds no samples`);
    }
    piece.rows.reported.push(...reportedSummary(run_id, measured));
    for (const [statistic, field] of statistics) {
      const value = measurement[field] ?? null;
      if (value === null || isSample(value)) continue;
      const what = `${statistic} of '${label}' is ${show(value)}`;
      warn("unreadable-cell", `${what}, no number that can be kept`);
    }
    for (const message of mismatches(measured)) {
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

/** A measurement while its samples are read. */
interface Measured extends Pick<NamedMeasurement, "label" | "measurement"> {
  readonly ordinal: number;
  readonly subject: string;
  readonly kind: string;
  readonly symbol: string;
  readonly isKnown: boolean;
  readonly isTimed: boolean;
  /** True if the unit was not stated. */
  readonly isAssumed: boolean;
  /** Samples so far, rejected ones included. */
  count: number;
  readonly summary: RunningSummary;
}

function begin(
  { label, measurement }: NamedMeasurement,
  ordinal: number,
): Measured {
  const [subject, kind] = splitLabel(label);
  const written = measurement.Units ?? "";
  const isAssumed = written === "" && TIMING.test(measurement.Name);
  const symbol = isAssumed
    ? "s"
    : unitNames.get(written.toLowerCase()) ?? written;
  const unit = maybeUnit(symbol);
  return {
    label,
    measurement,
    ordinal,
    subject,
    kind,
    symbol,
    isKnown: unit !== undefined,
    isTimed: unit?.dimension === "time",
    isAssumed,
    count: 0,
    summary: new RunningSummary(),
  };
}

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
  readonly measured: Measured;
}

function pushOperations(
  piece: Piece,
  values: readonly number[],
  { run_id, measured: { ordinal, kind, subject, symbol, summary } }: Context,
): void {
  const { factor } = toUnit(symbol);
  const batch = batchIn(piece, "operations", ["operation_id", "duration_s"]);
  const shape = batch.shapes.push({
    run_id,
    operation_id: `${ordinal}-`,
    kind,
    subject,
    started_at: null,
    duration_s: null,
    outcome: "ok",
    error: "",
    code: "",
    bytes: null,
    worker: "",
  }) - 1;
  const before = summary.n;
  for (let j = 0; j < values.length; j++) {
    const i = addRow(batch, shape);
    batch.numbers.operation_id[i] = before + j + 1;
    batch.numbers.duration_s[i] = values[j]! * factor;
  }
}

function pushSamples(
  piece: Piece,
  values: readonly number[],
  { run_id, measured: { subject, kind, symbol, isKnown } }: Context,
): void {
  const unit = isKnown ? baseUnit[toUnit(symbol).dimension] : symbol;
  const batch = batchIn(piece, "samples", ["value"]);
  const shape = batch.shapes.push({
    run_id,
    source: subject,
    metric: kind,
    unit,
    at: null,
    value: 0,
  }) - 1;
  for (const value of values) {
    const i = addRow(batch, shape);
    batch.numbers.value[i] = isKnown ? toBase(value, symbol).value : value;
  }
}

/** Returns the tool's statistics as printed. */
function reportedSummary(
  run_id: string,
  { label, measurement, kind, ordinal, symbol, isKnown, count }: Measured,
): Reported[] {
  return statistics.flatMap(([statistic, field]) => {
    const value = measurement[field];
    if (!isSample(value)) return [];
    return [{
      run_id,
      kind,
      statistic,
      ...(isKnown ? toBase(value, symbol) : { value, unit: symbol }),
      n: count,
      label,
      position: ordinal,
      text: String(value),
      annotation: "",
      struck: false,
    }];
  });
}

/** Describes each printed statistic that does not follow from the samples. */
function mismatches({ measurement, summary }: Measured): string[] {
  if (summary.n === 0) return [];
  const { min, max, mean, populationSd } = summary;
  const computed = { min, max, mean, population_sd: populationSd };
  return statistics.flatMap(([statistic, field]) => {
    const printed = measurement[field];
    const recomputed = computed[statistic];
    return !isSample(printed) || agrees(printed, recomputed) ? [] : [
      `${statistic} is written as ${printed}, the samples give ${
        Number(recomputed.toPrecision(12))
      }`,
    ];
  });
}
