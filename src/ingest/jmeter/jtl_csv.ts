/**
 * Imports a JTL file as CSV. A time is that of the start of a sample, as JMeter writes it by default.
 *
 * A transaction controller adds up samples that have rows of their own: it is a sample of the generator, no request.
 */
import { glanceAt } from "../load_frame/glance.ts";
import type { RawFile } from "../load_frame/raw_file.ts";
import { importRaw, type RawTold } from "../load_frame/raw_import.ts";
import {
  selectRaw,
  sqlCsv,
  sqlTime,
  sqlUnixTime,
} from "../load_frame/raw_select.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { type CsvLayout, csvLayout } from "./jtl_layout.ts";

/** Columns without which there is nothing to import. */
const required = ["timeStamp", "elapsed", "label", "success"];

/** Imports a file as one run. Throws `InputError` naming the columns that it lacks. */
export function readJtlCsv(
  file: SourceFile,
  options: ImportOptions,
): AsyncGenerator<Imported> {
  const glance = glanceAt(file);
  const layout = csvLayout(glance)!;
  const missing = required.filter((label) => !layout.labels.includes(label));
  if (missing.length > 0) {
    throw new InputError(
      file.name,
      "1:1",
      `has no column ${missing.map((label) => `'${label}'`).join(", ")}`,
      "set jmeter.save.saveservice to save them, and run the test again",
    );
  }
  return importRaw(file, options, {
    tool: "jmeter",
    unit: "rows",
    isCsv: true,
    samples: null,
    select: (path) =>
      selectRaw(
        expressions(layout),
        sqlCsv(path, { ...layout, isCrlf: glance.isCrlf }),
      ),
    tell: (raw) => tell(raw, layout),
  });
}

function expressions({ labels }: CsvLayout) {
  const field = (label: string) => labels.includes(label) ? `"${label}"` : "''";
  const [time, elapsed, code] = [
    field("timeStamp"),
    `TRY_CAST(${field("elapsed")} AS DOUBLE)`,
    field("responseCode"),
  ];
  const at = `coalesce(${sqlUnixTime(time)}, CASE
    WHEN ${time} LIKE '%:%' THEN ${sqlTime(`replace(${time}, '/', '-')`)} END)`;
  const isTransaction = `starts_with(${
    field("responseMessage")
  }, 'Number of samples in transaction : ')`;
  const isSuccess = `lower(${field("success")}) = 'true'`;
  return {
    role: `CASE WHEN ${isTransaction} THEN 'sample' ELSE 'operation' END`,
    problem: `CASE WHEN ${at} IS NULL THEN 'its timeStamp cannot be read'
      WHEN ${elapsed} IS NULL THEN 'its elapsed is no number'
      WHEN coalesce(lower(${
      field("success")
    }), '') NOT IN ('true', 'false') THEN 'its success is neither true nor false' END`,
    at,
    kind: "'request'",
    subject: field("label"),
    duration_s: `${elapsed} / 1000`,
    outcome: `CASE WHEN ${isSuccess} THEN 'ok'
      WHEN ${code} = '429' THEN 'rejected'
      WHEN regexp_matches(coalesce(${code}, ''), 'timed? ?out', 'i') THEN 'timeout'
      WHEN regexp_matches(coalesce(${code}, ''), 'ConnectException', 'i') THEN 'refused'
      ELSE 'failed' END`,
    error: `CASE WHEN ${isSuccess} THEN ''
      WHEN coalesce(${field("failureMessage")}, '') <> '' THEN ${
      field("failureMessage")
    }
      WHEN TRY_CAST(${code} AS INTEGER) IS NULL THEN concat_ws(' ', ${code}, ${
      field("responseMessage")
    })
      ELSE ${field("responseMessage")} END`,
    code:
      `CASE WHEN ${isSuccess} OR TRY_CAST(${code} AS INTEGER) IS NULL THEN '' ELSE ${code} END`,
    bytes: `TRY_CAST(${field("bytes")} AS BIGINT)`,
    worker: field("threadName"),
    metric: `'transaction: ' || ${field("label")}`,
    unit: labels.includes("allThreads")
      ? `CASE WHEN ${isTransaction} THEN 's' ELSE "allThreads" END`
      : "'s'",
    value: `${elapsed} / 1000`,
  };
}

/** Rows of an operation keep the number of threads in `unit`, which operations do not have. */
async function tell(
  raw: RawFile,
  { hasHeader, labels }: CsvLayout,
): Promise<RawTold> {
  const [told] = await raw.rows(`SELECT
    count(*) FILTER (role = 'sample') AS transactions,
    max(TRY_CAST(unit AS INTEGER)) FILTER (role = 'operation') AS threads
    FROM raw WHERE problem IS NULL`);
  const warnings = [
    {
      code: "transactions-apart",
      message:
        "transactions add up samples that have rows of their own; they are samples, no requests",
      n: Number(told?.transactions ?? 0),
    },
    {
      code: "assumed-columns",
      message:
        "the file has no header: its first eight columns are taken for those of JMeter's default, the rest is left out",
      n: hasHeader ? 0 : 1,
    },
    {
      code: "aggregated-rows",
      message: "a row may stand for several samples (SampleCount)",
      n: labels.includes("SampleCount") ? 1 : 0,
    },
  ];
  const threads = Number(told?.threads ?? 0);
  return {
    run: {
      ...unknownRun,
      params: { workers: threads > 0 ? threads : null, loop: "closed" },
    },
    warnings: warnings.filter(({ n }) => n > 0),
    remarks: [],
  };
}
