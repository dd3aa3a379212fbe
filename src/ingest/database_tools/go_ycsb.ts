/**
 * Imports go-ycsb: its text, plain, as JSON or as tables, and its operations a row (`measurementtype=csv`).
 *
 * Lines above the last ones are of all operations since the start: only their counts, as rates between the lines, are
 * kept.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { glanceAt, hasLabels, headerOf } from "../load_frame/glance.ts";
import { readBlocks } from "../load_frame/open_tool.ts";
import { importRaw } from "../load_frame/raw_import.ts";
import { sqlCsv, sqlOutcome, sqlUnixTime } from "../load_frame/raw_select.ts";
import { openSeries } from "../load_frame/series.ts";
import {
  startSetting,
  startSettings,
  warnOfOffsets,
} from "../load_frame/start_setting.ts";
import { blocksOf } from "../load_frame/text_blocks.ts";
import {
  addField,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { type ToolRun, unknownRun } from "../load_frame/tool_run.ts";
import { maybeGoDuration } from "../source/go_time.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";
import { toKind } from "../ycsb/ycsb_statistic.ts";
import { type GoYcsbLine, linesOf } from "./go_ycsb_lines.ts";

/** Importer of go-ycsb, format `go-ycsb`. */
export const goYcsb = defineTool({
  format: "go-ycsb",
  title: "go-ycsb: its text, plain, JSON or tables; CSV of operations",
  extensions: [".txt", ".log", ".csv"],
  settings: startSettings,
  shapes: [
    {
      title: "CSV of operations",
      marks: "the columns operation, timestamp_us, latency_us",
      fits: (glance) =>
        hasLabels(glance, ["operation", "timestamp_us", "latency_us"]),
      isStreamed: true,
      read: readOperations,
    },
    {
      title: "text",
      marks: "'READ - Takes(s): 10.0, Count: ...', as text, JSON or table",
      fits: ({ text }) =>
        /^\w+ +- Takes\(s\): /m.test(text) || /"Takes\(s\)":/.test(text) ||
        /\| +TAKES\(S\) +\|/.test(text),
      isStreamed: false,
      read: readText,
    },
  ],
});

const FAILED = "_ERROR";

function readOperations(file: SourceFile, options: ImportOptions) {
  const glance = glanceAt(file);
  const time = sqlUnixTime("timestamp_us");
  const latency = "TRY_CAST(latency_us AS DOUBLE)";
  const isFailed = `operation LIKE '%\\${FAILED}' ESCAPE '\\'`;
  return importRaw(file, options, {
    tool: "go-ycsb",
    unit: "rows",
    isCsv: true,
    samples: null,
    select: (path) => ({
      fields: {
        role: "'operation'",
        kind: `CASE replace(operation, '${FAILED}', '')
          WHEN 'READ' THEN 'get' WHEN 'UPDATE' THEN 'put'
          ELSE lower(replace(operation, '${FAILED}', '')) END`,
        at: time,
        duration_s: `${latency} / 1e6`,
        outcome: `CASE WHEN ${isFailed} THEN ${sqlOutcome("failed")}
          ELSE ${sqlOutcome("ok")} END`,
        problem:
          `CASE WHEN coalesce(operation, '') = '' THEN 'it names no operation'
          WHEN ${time} IS NULL THEN 'its timestamp_us cannot be read'
          WHEN ${latency} IS NULL THEN 'its latency_us is no number' END`,
      },
      derived: {},
      source: sqlCsv(path, {
        labels: headerOf(glance),
        delimiter: ",",
        hasHeader: true,
        isCrlf: glance.isCrlf,
      }),
    }),
    totals: {},
    tell: () =>
      Promise.resolve({
        run: { ...unknownRun, params: { loop: "closed" } },
        warnings: [],
        remarks: [],
      }),
  });
}

function readText(file: SourceFile, options: ImportOptions) {
  return readBlocks(file, options, {
    blocks: blocksOf(file.lines(), {
      begins: /^\*+ properties \*+/,
      ends: /^(?:Run|Load) finished, takes /,
    }),
    tool: "go-ycsb",
    tell,
    add: (context, text) => addText(context, text, startSetting(options)),
  });
}

const FINISHED = /^(Run|Load) finished, takes (\S+)$/m;

function tell(text: string): ToolRun {
  const property = (name: string) =>
    new RegExp(`^"${name}"="(.*)"$`, "m").exec(text)?.[1] ?? null;
  const count = (name: string) => {
    const value = property(name) ?? "";
    return /^\d{1,12}$/.test(value) ? Number(value) : null;
  };
  const [, phase] = FINISHED.exec(text) ?? [];
  const target = count("target");
  return {
    ...unknownRun,
    tool: "go-ycsb",
    params: {
      workers: count("threadcount"),
      rate: target,
      loop: target === null ? "closed" : "limited",
      phase: phase?.toLowerCase() ?? null,
      workload: property("workload"),
      keys: count("recordcount"),
      requests: count("operationcount"),
      read_share: shareOf(property("readproportion")),
      key_distribution: property("requestdistribution"),
    },
  };
}

function shareOf(text: string | null): number | null {
  return text !== null && /^\d(?:\.\d{1,9})?$/.test(text) ? Number(text) : null;
}

/** Figures of the last line of an operation: label, kind, statistic and unit. */
const figures = [
  ["Count", "operations", "value", ""],
  ["OPS", "throughput", "value", "1/s"],
  ["Avg(us)", "latency", "mean", "µs"],
  ["Min(us)", "latency", "min", "µs"],
  ["Max(us)", "latency", "max", "µs"],
] as const;

function addText(
  context: ToolContext,
  text: string,
  startMs: number | null,
): string | null {
  const [finished = "", , takes = ""] = FINISHED.exec(text) ?? [];
  const at = finished === "" ? text.length : text.indexOf(finished);
  const ended = linesOf(text.slice(at));
  const before = linesOf(text.slice(0, at));
  if (ended.length + before.length === 0) return null;
  // A run that was ended has only the lines of its intervals.
  const last = lastOf(ended.length > 0 ? ended : before);
  if (takes !== "") {
    addField(
      context,
      {
        label: finished.slice(0, finished.indexOf(",")),
        value: maybeGoDuration(takes),
        kind: "test_duration",
        statistic: "value",
        symbol: "s",
      },
      { estimator: "", n: null },
      takes,
    );
  }
  for (const line of last.values()) addLine(context, line);
  addSums(context, [...last.values()]);
  addRates(context, before, startMs);
  return ended.length > 0 ? "" : "the text ends before the last figures";
}

function lastOf(lines: readonly GoYcsbLine[]): Map<string, GoYcsbLine> {
  return new Map(lines.map((line) => [line.operation, line]));
}

function addLine(
  context: ToolContext,
  { operation, values }: GoYcsbLine,
): void {
  const kind = operation === "TOTAL" ? "" : `${toKind(operation)}_`;
  const n = Number(values["Count"]);
  const isExact = "50th(us)" in values;
  const add = (
    label: string,
    own: string,
    statistic: string,
    symbol: string,
    estimator = "",
  ) =>
    addField(context, {
      label: `${operation} ${label}`,
      value: values[label],
      kind: `${kind}${own}`,
      statistic,
      symbol,
    }, { estimator, n: own === "latency" && n >= 0 ? n : null });
  for (const [label, own, statistic, symbol] of figures) {
    if (values[label] !== undefined) add(label, own, statistic, symbol);
  }
  for (const label of Object.keys(values)) {
    const [, percent] = /^([\d.]+)(?:st|nd|rd|th)\(us\)$/.exec(label) ?? [];
    if (percent === undefined) continue;
    const estimator = isExact ? "HdrHistogram" : "upper bounds of 1 ms";
    add(label, "latency", `p${Number(percent)}`, "µs", estimator);
  }
  if (!isExact && "99th(us)" in values) {
    warnRun(
      context,
      "coarse-latency",
      `percentiles of ${operation} are upper bounds of whole milliseconds`,
    );
  }
}

function addSums(context: ToolContext, lines: readonly GoYcsbLine[]): void {
  const own = lines.filter(({ operation }) => operation !== "TOTAL");
  const isFailure = ({ operation }: GoYcsbLine) => operation.endsWith(FAILED);
  const sum = (of: readonly GoYcsbLine[], label: string) =>
    of.reduce((total, { values }) => total + Number(values[label]), 0);
  const successes = own.filter((line) => !isFailure(line));
  if (own.length === lines.length && successes.length > 0) {
    addField(context, {
      label: "sum of OPS",
      value: sum(successes, "OPS"),
      kind: "throughput",
      statistic: "value",
      symbol: "1/s",
    });
  }
  addRequestCounts(context, {
    completed: { label: "sum of Count", value: sum(own, "Count") },
    failed: {
      label: "sum of Count of errors",
      value: sum(own.filter(isFailure), "Count"),
    },
  });
}

/** Adds the rate of each operation between its lines. */
function addRates(
  context: ToolContext,
  lines: readonly GoYcsbLine[],
  startMs: number | null,
): void {
  const series = openSeries();
  const before = new Map<string, { seconds: number; count: number }>();
  for (const { operation, values } of lines) {
    const seconds = Number(values["Takes(s)"]);
    const count = Number(values["Count"]);
    const last = before.get(operation) ?? { seconds: 0, count: 0 };
    before.set(operation, { seconds, count });
    series.add(context, {
      source: "generator",
      metric: operation === "TOTAL"
        ? "throughput"
        : `${toKind(operation)}_throughput`,
      symbol: "1/s",
      ms: startMs === null ? null : startMs + seconds * 1000,
      value: seconds > last.seconds
        ? (count - last.count) / (seconds - last.seconds)
        : NaN,
    });
  }
  series.close(context);
  if (lines.length > 0) warnOfOffsets(context, startMs);
}
