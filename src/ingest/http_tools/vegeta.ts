/**
 * Imports vegeta: its hits as JSON lines or CSV (`vegeta encode`), and its report as JSON.
 *
 * A code of 0 means that there was no response.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { glanceAt, hasKeys } from "../load_frame/glance.ts";
import {
  importRaw,
  type RawFacts,
  type RawTold,
} from "../load_frame/raw_import.ts";
import {
  sqlCsv,
  sqlErrorOutcome,
  sqlStatusOutcome,
  sqlTime,
} from "../load_frame/raw_select.ts";
import { entriesAt, numberAt, timeAt } from "../load_frame/document.ts";
import {
  addBuckets,
  addFields,
  addOutcomes,
  addRequestCounts,
  type FieldRule,
  type ToolContext,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import { csvRecords } from "../source/csv.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";

/** First fields of a hit as CSV. */
const HIT = /^\d{16,19},\d{1,3},\d+,\d+,\d+,/;

/** Importer of vegeta, format `vegeta`. */
export const vegeta = defineTool({
  format: "vegeta",
  title: "vegeta: hits as JSON lines or CSV of vegeta encode, report as JSON",
  extensions: [".json", ".jsonl", ".csv"],
  settings: {},
  shapes: [
    {
      title: "hits of vegeta encode -to json",
      marks: "lines with the keys seq, code, timestamp, latency, bytes_in",
      fits: ({ lines: [first = ""] }) =>
        ["seq", "code", "timestamp", "latency", "bytes_in"].every((key) =>
          first.includes(`"${key}":`)
        ),
      isStreamed: true,
      read: readJson,
    },
    {
      title: "hits of vegeta encode -to csv",
      marks: "7, 9 or 12 fields that begin with nanoseconds, code and latency",
      fits: ({ lines: [first = ""] }) => HIT.test(first),
      isStreamed: true,
      read: readCsv,
    },
    {
      title: "report of vegeta report -type=json",
      marks: "the keys latencies, status_codes, earliest",
      fits: (glance) =>
        hasKeys(glance, "latencies", "status_codes", "earliest"),
      isStreamed: false,
      read: readReport,
    },
  ],
});

/** Expressions of what the two forms of a hit have in common. */
const hit = {
  role: "'operation'",
  kind: "'request'",
  duration_s: "TRY_CAST(latency AS DOUBLE) / 1e9",
  outcome: `CASE WHEN code = '0'
    THEN ${sqlErrorOutcome("coalesce(error, '')")}
    ELSE ${sqlStatusOutcome("code")} END`,
  error: "error",
  code:
    "CASE WHEN code = '0' OR TRY_CAST(code AS INTEGER) BETWEEN 200 AND 399 THEN '' ELSE code END",
  bytes: "TRY_CAST(bytes_in AS BIGINT)",
};

function readJson(file: SourceFile, options: ImportOptions) {
  const columns = [
    "attack",
    "code",
    "timestamp",
    "latency",
    "bytes_in",
    "error",
    "method",
    "url",
  ].map((name) => `"${name}": 'VARCHAR'`).join(", ");
  return importRaw(file, options, {
    tool: "vegeta",
    unit: "lines",
    isCsv: false,
    samples: null,
    select: (path) => ({
      fields: {
        ...hit,
        subject: "coalesce(url, attack)",
        at: sqlTime('"timestamp"'),
        problem: `CASE WHEN code IS NULL OR latency IS NULL THEN 'it is no hit'
          WHEN ${sqlTime('"timestamp"')} IS NULL THEN 'its time cannot be read'
          WHEN ${hit.duration_s} IS NULL THEN 'its latency is no number' END`,
      },
      derived: {},
      source:
        `read_json(${path}, format = 'newline_delimited', ignore_errors = true, columns = {${columns}})`,
    }),
    totals,
    tell,
  });
}

/** Columns of CSV: version 12 writes all, earlier ones the first 9 or 7. */
const labels = [
  "timestamp",
  "code",
  "latency",
  "bytes_out",
  "bytes_in",
  "error",
  "body",
  "attack",
  "seq",
  "method",
  "url",
  "headers",
];

function readCsv(file: SourceFile, options: ImportOptions) {
  const glance = glanceAt(file);
  const [first] = csvRecords({
    name: file.name,
    lines: () => glance.lines.slice(0, 1),
  });
  const width = first?.fields.length ?? 0;
  const known = labels.slice(0, width <= 7 ? 7 : width <= 9 ? 9 : 12);
  const subject = known.includes("url")
    ? "coalesce(url, attack)"
    : known.includes("attack")
    ? "attack"
    : "''";
  const nanoseconds = `TRY_CAST("timestamp" AS BIGINT)`;
  return importRaw(file, options, {
    tool: "vegeta",
    unit: "rows",
    isCsv: true,
    samples: null,
    select: (path) => ({
      fields: {
        ...hit,
        subject,
        at: `make_timestamp(${nanoseconds} // 1000)`,
        problem:
          `CASE WHEN TRY_CAST(code AS USMALLINT) IS NULL THEN 'its code is no number'
          WHEN ${nanoseconds} IS NULL THEN 'its time cannot be read'
          WHEN ${hit.duration_s} IS NULL THEN 'its latency is no number' END`,
      },
      derived: {},
      source: sqlCsv(path, {
        labels: known,
        delimiter: ",",
        hasHeader: false,
        isCrlf: glance.isCrlf,
      }),
    }),
    totals,
    tell,
  });
}

const totals = {
  target: "min(subject) FILTER (is_kept)",
  targets: "count(DISTINCT subject) FILTER (is_kept)",
};

function tell(_raw: unknown, { totals }: RawFacts): Promise<RawTold> {
  const isOne = Number(totals["targets"]) === 1;
  const target = isOne ? String(totals["target"] ?? "") : "";
  return Promise.resolve({
    run: { ...unknownRun, target, params: { loop: "open" } },
    warnings: [],
    remarks: [],
  });
}

const rules: readonly FieldRule[] = [
  ["latencies/mean", "latency", "mean", "ns"],
  ["latencies/min", "latency", "min", "ns"],
  ["latencies/50th", "latency", "p50", "ns"],
  ["latencies/90th", "latency", "p90", "ns"],
  ["latencies/95th", "latency", "p95", "ns"],
  ["latencies/99th", "latency", "p99", "ns"],
  ["latencies/max", "latency", "max", "ns"],
  ["latencies/total", "latency", "sum", "ns"],
  ["bytes_in/total", "received", "value", "B"],
  ["bytes_in/mean", "response_size", "mean", "B"],
  ["bytes_out/total", "sent", "value", "B"],
  ["bytes_out/mean", "request_size", "mean", "B"],
  ["duration", "test_duration", "value", "ns"],
  ["wait", "wait_for_the_last", "value", "ns"],
  // Requests between the first and the last start; successes until the last end.
  ["rate", "offered_rate", "value", "1/s"],
  ["throughput", "throughput", "value", "1/s"],
  ["success", "success_rate", "value", "1"],
];

function readReport(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "vegeta",
    startedAt: timeAt(json, "earliest"),
    endedAt: timeAt(json, "end"),
    params: { loop: "open" },
  });
  const piece = emptyPiece("values");
  piece.runs.push(run);
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  const requests = numberAt(json, "requests");
  addFields(context, json, {
    rules,
    estimate: { estimator: "t-digest", n: requests },
  });
  const statuses = entriesAt(json, "status_codes");
  addOutcomes(context, "responses", statuses);
  const success = numberAt(json, "success");
  addRequestCounts(context, {
    sent: { label: "requests", value: requests },
    failed: {
      label: "requests without success",
      value: requests === null || success === null
        ? null
        : Math.round(requests * (1 - success)),
    },
  });
  const bounds = entriesAt(json, "buckets").map(([bound, count]) => ({
    bound: Number(bound) * 1e-9,
    count,
  })).sort((a, b) => a.bound - b.bound);
  const max = (numberAt(json, "latencies/max") ?? 0) * 1e-9;
  addBuckets(
    context,
    "request",
    bounds.map(({ bound, count }, i) => ({
      lower: bound,
      upper: bounds[i + 1]?.bound ?? Math.max(max, bound),
      count,
    })),
  );
  return piece;
}
