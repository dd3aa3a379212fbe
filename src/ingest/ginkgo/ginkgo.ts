/** Parses the JSON formats of Ginkgo and Gomega measurements into one. */
import { z } from "zod";
import { InputError, type SourceFile } from "../source/importer.ts";
import { parseJson } from "../source/json.ts";

/** Samples of one measurement with the tool's summary. */
const Measurement = z.object({
  Name: z.string(),
  Info: z.unknown().optional(),
  // Samples and statistics are checked one by one when they are read: a bad one must not reject the file.
  Results: z.custom<readonly unknown[]>(Array.isArray, "expected array"),
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
 * them.
 *
 * Throws `InputError` for JSON of any other shape.
 */
export function parseMeasurements(file: SourceFile): MeasurementFile {
  const json = parseJson(file);
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

function fromReport(json: unknown): MeasurementFile | string {
  const report = Report.safeParse(json);
  if (!report.success) return reason(report.error);
  const measurements: NamedMeasurement[] = [];
  for (const [key, named] of Object.entries(report.data.measurements)) {
    for (const [name, value] of Object.entries(named)) {
      const read = Measurement.safeParse(value);
      if (!read.success) return `'${key}': ${reason(read.error)}`;
      const label = name === "request time" ? key : `${key}::${name}`;
      measurements.push({ label, measurement: read.data });
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

function fromBare(json: unknown): MeasurementFile | string {
  const measurements: NamedMeasurement[] = [];
  let timestamp: number | null = null;
  for (const item of Array.isArray(json) ? json : [json]) {
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
    measurements.push({ label: name, measurement: read.data });
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function reason({ issues: [issue] }: z.ZodError): string {
  const path = issue?.path.join(".");
  return path ? `${path}: ${issue?.message}` : issue?.message ?? "";
}
