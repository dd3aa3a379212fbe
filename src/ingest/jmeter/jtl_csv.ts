/**
 * Imports a JTL file as CSV. A time is that of the start of a sample, as JMeter writes it by default.
 *
 * A transaction controller adds up samples that have rows of their own: it is a sample of the generator, no request.
 */
import { type Glance, glanceAt } from "../load_frame/glance.ts";
import {
  importRaw,
  type RawFacts,
  type RawTold,
} from "../load_frame/raw_import.ts";
import {
  sqlCsv,
  sqlOutcome,
  sqlRole,
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
    select: (path) => ({
      fields,
      derived: { metric: "'transaction: ' || subject" },
      source: selectFields(
        layout,
        sqlCsv(path, { ...layout, isCrlf: glance.isCrlf }),
      ),
    }),
    totals: {
      threads: "max(value) FILTER (is_kept AND role = 'operation')",
    },
    tell: (_raw, facts) =>
      Promise.resolve(tell(facts, layout, hasZone(glance, layout))),
  });
}

/** Returns the rows of a file with the fields that count: each is read once, whatever it is asked for. */
function selectFields({ labels }: CsvLayout, source: string): string {
  const field = (label: string) => labels.includes(label) ? `"${label}"` : "''";
  const threads = labels.includes("allThreads") ? '"allThreads"' : "NULL";
  return `(SELECT coalesce(${sqlUnixTime("written", "number")},
      CASE WHEN written LIKE '%:%'
        THEN ${sqlTime("replace(written, '/', '-')")} END) AS "at",
    seconds, code, message, failure, label, thread, threads, bytes,
    CASE WHEN success = 'true' THEN true WHEN lower(success) = 'true' THEN true
      WHEN lower(success) = 'false' THEN false END AS is_success,
    starts_with(message, 'Number of samples in transaction : ') AS is_sum
    FROM (SELECT ${field("timeStamp")} AS written,
      TRY_CAST(${field("timeStamp")} AS BIGINT) AS number,
      TRY_CAST(${field("elapsed")} AS DOUBLE) / 1000 AS seconds,
      ${field("success")} AS success, ${field("responseCode")} AS code,
      ${field("responseMessage")} AS message,
      ${field("failureMessage")} AS failure, ${field("label")} AS label,
      ${field("threadName")} AS thread,
      TRY_CAST(${threads} AS INTEGER) AS threads,
      TRY_CAST(${field("bytes")} AS BIGINT) AS bytes FROM ${source}))`;
}

const fields = {
  role: `CASE WHEN is_sum THEN ${sqlRole("sample")}
    ELSE ${sqlRole("operation")} END`,
  problem: `CASE WHEN "at" IS NULL THEN 'its timeStamp cannot be read'
    WHEN seconds IS NULL THEN 'its elapsed is no number'
    WHEN is_success IS NULL THEN 'its success is neither true nor false' END`,
  at: '"at"',
  kind: "'request'",
  subject: "label",
  duration_s: "seconds",
  outcome: `CASE WHEN is_success THEN ${sqlOutcome("ok")}
    WHEN code = '429' THEN ${sqlOutcome("rejected")}
    WHEN regexp_matches(coalesce(code, ''), 'timed? ?out', 'i')
      THEN ${sqlOutcome("timeout")}
    WHEN regexp_matches(coalesce(code, ''), 'ConnectException', 'i')
      THEN ${sqlOutcome("refused")}
    ELSE ${sqlOutcome("failed")} END`,
  error: `CASE WHEN is_success THEN ''
    WHEN coalesce(failure, '') <> '' THEN failure
    WHEN TRY_CAST(code AS INTEGER) IS NULL THEN concat_ws(' ', code, message)
    ELSE message END`,
  code: `CASE WHEN is_success OR TRY_CAST(code AS INTEGER) IS NULL
    THEN '' ELSE code END`,
  bytes: "bytes",
  worker: "thread",
  unit: "'s'",
  // Of an operation, the number of threads as it ended.
  value: "CASE WHEN is_sum THEN seconds ELSE threads END",
};

/** Returns false if the first row has a time of the calendar without its zone, as JMeter writes it unless it is told one. */
function hasZone(
  { lines }: Glance,
  { delimiter, labels, hasHeader }: CsvLayout,
): boolean {
  const fields = (lines[hasHeader ? 1 : 0] ?? "").split(delimiter);
  const time = (fields[labels.indexOf("timeStamp")] ?? "").replaceAll('"', "");
  return !/\d:\d\d/.test(time) || /(?:Z|[+-]\d\d:?\d\d)$/.test(time);
}

function tell(
  { samples, totals }: RawFacts,
  { hasHeader, labels }: CsvLayout,
  isZoned: boolean,
): RawTold {
  const warnings = [
    {
      code: "transactions-apart",
      message:
        "transactions add up samples that have rows of their own; they are samples, no requests",
      n: samples,
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
    {
      code: "zone-assumed",
      message: "times name no zone and are taken as UTC",
      n: isZoned ? 0 : 1,
    },
  ];
  const threads = Number(totals["threads"] ?? 0);
  return {
    run: {
      ...unknownRun,
      params: { workers: threads > 0 ? threads : null, loop: "closed" },
    },
    warnings: warnings.filter(({ n }) => n > 0),
    remarks: [],
  };
}
