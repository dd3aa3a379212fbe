/** Parses the JSON formats of Ginkgo and Gomega measurements into one; the samples of a file come in batches. */
import { z } from "zod";
import { InputError, type SourceFile } from "../source/importer.ts";
import { isRecord } from "../source/json.ts";
import { parseSkeleton, readBatches } from "../source/long_json.ts";

/** The tool's summary of one measurement. */
const Measurement = z.object({
  Name: z.string(),
  Info: z.unknown().optional(),
  // The samples themselves are left to `readSamples()`.
  Results: z.custom<readonly unknown[]>(Array.isArray, "expected array"),
  // Statistics are checked one by one when they are read: a bad one must not reject the file.
  Smallest: z.unknown().optional(),
  Largest: z.unknown().optional(),
  Average: z.unknown().optional(),
  StdDeviation: z.unknown().optional(),
  Units: z.string().nullish(),
});
export type Measurement = z.infer<typeof Measurement>;

const Report = z.object({
  measurements: z.custom<Record<string, Record<string, unknown>>>(
    (value) => isRecord(value) && Object.values(value).every(isRecord),
    "expected an object of objects",
  ),
  cfDeploymentVersion: z.string().nullish(),
  timestamp: z.number().nullish(),
  capiVersion: z.string().nullish(),
  ccdbVersion: z.string().nullish(),
});

const Stored = z.object({ Timestamp: z.number(), Measurement: z.unknown() });

export interface NamedMeasurement {
  /** `<headline>::<experiment>`, or the name alone. */
  readonly label: string;
  readonly measurement: Measurement;
  /** Place of its samples in the document. */
  readonly path: string;
}

/** Some of the samples of the measurement with this path. */
export interface SampleBatch {
  readonly path: string;
  readonly values: readonly unknown[];
}

/** Content of a file of any of the formats; versions are empty if not stated. */
export interface MeasurementFile {
  readonly shape: "report" | "bare";
  /** Unix time in seconds, or null. */
  readonly timestamp: number | null;
  readonly cfDeploymentVersion: string;
  readonly capiVersion: string;
  readonly ccdbVersion: string;
  readonly measurements: readonly NamedMeasurement[];
}

/**
 * Reads a performance report of named measurements, or a bare measurement, a `{Timestamp, Measurement}` or a list of
 * them, without their samples.
 *
 * Throws `InputError` for JSON of any other shape.
 */
export function parseMeasurements(file: SourceFile): MeasurementFile {
  const json = parseSkeleton(file, isSamples);
  const read = isRecord(json) && "measurements" in json
    ? fromReport(json)
    : fromBare(json);
  if (typeof read === "string") {
    throw new InputError(
      file.name,
      "1:1",
      `holds no Ginkgo measurements (${read})`,
      "give JSON with 'measurements', or measurements with 'Name' and 'Results'",
    );
  }
  return read;
}

/** Yields the samples of a file in its order. Throws `InputError` for malformed JSON. */
export function* readSamples(file: SourceFile): Generator<SampleBatch> {
  for (const { path, values } of readBatches(file, isSamples)) {
    if (Array.isArray(values)) yield { path: toPath(path), values };
  }
}

function isSamples(path: readonly string[]): boolean {
  return path.at(-1) === "Results" &&
    (path[0] === "measurements" ? path.length === 4 : path.length <= 3);
}

function toPath(keys: readonly string[]): string {
  return keys.join("\0");
}

/** Returns the content of a performance report; why it is none, if it is none. */
export function fromReport(json: unknown): MeasurementFile | string {
  const report = Report.safeParse(json);
  if (!report.success) return reason(report.error);
  const measurements: NamedMeasurement[] = [];
  for (const [key, named] of Object.entries(report.data.measurements)) {
    for (const [name, value] of Object.entries(named)) {
      const measurement = toMeasurement(value);
      if (typeof measurement === "string") return `'${key}': ${measurement}`;
      const label = name === "request time" ? key : `${key}::${name}`;
      const path = toPath(["measurements", key, name, "Results"]);
      measurements.push({ label, measurement, path });
    }
  }
  if (measurements.length === 0) return "'measurements' is empty";
  const { timestamp, cfDeploymentVersion, capiVersion, ccdbVersion } =
    report.data;
  return {
    shape: "report",
    timestamp: timestamp ?? null,
    cfDeploymentVersion: cfDeploymentVersion ?? "",
    capiVersion: capiVersion ?? "",
    ccdbVersion: ccdbVersion ?? "",
    measurements,
  };
}

/** Returns a measurement of a report; why it is none, if it is none. */
function toMeasurement(value: unknown): Measurement | string {
  // Nearly always: a report has several, and the schema, which tells why not, takes longer.
  if (isMeasurement(value)) return value;
  const read = Measurement.safeParse(value);
  return read.success ? read.data : reason(read.error);
}

/** Whether the schema takes a value. */
function isMeasurement(value: unknown): value is Measurement {
  return isRecord(value) && typeof value.Name === "string" &&
    Array.isArray(value.Results) && typeof (value.Units ?? "") === "string";
}

function fromBare(json: unknown): MeasurementFile | string {
  const measurements: NamedMeasurement[] = [];
  let timestamp: number | null = null;
  const isList = Array.isArray(json);
  for (const [i, item] of (isList ? json : [json]).entries()) {
    const stored = Stored.safeParse(item);
    const read = Measurement.safeParse(
      stored.success ? stored.data.Measurement : item,
    );
    if (!read.success) return reason(read.error);
    const at = stored.data?.Timestamp ?? null;
    if (at !== null) timestamp = Math.min(timestamp ?? at, at);
    const info = read.data.Info;
    const name = isRecord(info) && typeof info.MetricName === "string"
      ? info.MetricName
      : read.data.Name;
    const path = toPath([
      ...isList ? [String(i)] : [],
      ...stored.success ? ["Measurement"] : [],
      "Results",
    ]);
    measurements.push({ label: name, measurement: read.data, path });
  }
  if (measurements.length === 0) return "an empty list";
  return {
    shape: "bare",
    timestamp,
    cfDeploymentVersion: "",
    capiVersion: "",
    ccdbVersion: "",
    measurements,
  };
}

function reason({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.join(".");
  return path ? `${path}: ${issue?.message}` : issue?.message ?? "";
}
