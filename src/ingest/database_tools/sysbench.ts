/**
 * Imports the text of sysbench 0.5 to 1.1, several runs a file.
 *
 * A percentile is the upper bound of a logarithmic bucket, and may be above the largest latency. An error that was
 * ignored is a transaction that was tried again.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { readBlocks } from "../load_frame/open_tool.ts";
import { openSeries } from "../load_frame/series.ts";
import {
  startSetting,
  startSettings,
  warnOfOffsets,
} from "../load_frame/start_setting.ts";
import { blocksOf } from "../load_frame/text_blocks.ts";
import {
  addLines,
  addPercentiles,
  type LineRule,
} from "../load_frame/text_fields.ts";
import {
  addRequestCounts,
  type ToolContext,
} from "../load_frame/tool_fields.ts";
import { type ToolRun, unknownRun } from "../load_frame/tool_run.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";

/** Importer of sysbench, format `sysbench`. */
export const sysbench = defineTool({
  format: "sysbench",
  title: "sysbench: its text, also of several runs",
  extensions: [".txt", ".log"],
  settings: startSettings,
  shapes: [{
    title: "text",
    marks: "'sysbench 1.0.12 ...' or 'Threads fairness:'",
    fits: ({ text }) =>
      /^sysbench \d/m.test(text) || /^Threads fairness:/m.test(text),
    isStreamed: false,
    read: readSysbench,
  }],
});

const rules: readonly LineRule[] = [
  [/^\s*(total time): +(\S+)s$/m, "test_duration", "value", "s"],
  [/^\s*(time elapsed): +(\S+)s$/m, "test_duration", "value", "s"],
  [
    /^\s*(transactions): +\d+ +\((\S+) per sec\.\)/m,
    "throughput",
    "value",
    "1/s",
  ],
  [
    /^\s*(events\/s \(eps\)|events per second): +(\S+)$/m,
    "throughput",
    "value",
    "1/s",
  ],
  [/^\s*(queries): +\d+ +\((\S+) per sec\.\)/m, "query_rate", "value", "1/s"],
  [/^ {8}(read): +(\d+)$/m, "read_queries", "value", ""],
  [/^ {8}(write): +(\d+)$/m, "write_queries", "value", ""],
  [/^ {8}(other): +(\d+)$/m, "other_queries", "value", ""],
  [/^\s*(reconnects): +(\d+)/m, "reconnects", "value", ""],
  [/^\s*(min): +([\d.]+)(?:ms)?$/m, "latency", "min", "ms"],
  [/^\s*(avg): +([\d.]+)(?:ms)?$/m, "latency", "mean", "ms"],
  [/^\s*(max): +([\d.]+)(?:ms)?$/m, "latency", "max", "ms"],
  [/^\s*(sum): +([\d.]+)$/m, "latency", "sum", "ms"],
];

const PERCENTILE =
  /^\s*(?:approx\.\s+)?(\d+(?:\.\d+)?)(?:st|nd|rd|th)? percentile: +([\d.]+)(?:ms)?$/gm;

const INTERVAL = /^\[ *(\d+)s ?\] (.*)$/gm;
/** Values of an interval: pattern, metric and unit. */
const interval: readonly (readonly [RegExp, string, string])[] = [
  [/\b(?:tps|eps): ([\d.]+)/, "throughput", "1/s"],
  [/\bqps: ([\d.]+)/, "query_rate", "1/s"],
  [/\berr\/s: ([\d.]+)/, "error_rate", "1/s"],
  [/\berrors: +([\d.]+)/, "error_rate", "1/s"],
  [/\breconn\/s: ([\d.]+)/, "reconnect_rate", "1/s"],
  [/\breconnects: +([\d.]+)/, "reconnect_rate", "1/s"],
  [/\breads: ([\d.]+) MiB\/s/, "read", "MiB/s"],
  [/\bwrites: ([\d.]+) MiB\/s/, "written", "MiB/s"],
  [/\bfsyncs: ([\d.]+)\/s/, "fsyncs", "1/s"],
];
const LATENCY =
  /(?:lat|latency) \(ms,([\d.]+)%\): ([\d.]+)|response time: ([\d.]+)ms \(([\d.]+)%\)/;

function readSysbench(file: SourceFile, options: ImportOptions) {
  return readBlocks(file, options, {
    blocks: blocksOf(file.lines(), {
      begins: /^(?:sysbench \d|\[ *\d+s ?\])/,
      ends: /^ *execution time \(avg\/stddev\)/,
    }),
    tool: "sysbench",
    tell,
    add: (context, text) => addText(context, text, startSetting(options)),
  });
}

function tell(text: string): ToolRun {
  const [, version = ""] = /^sysbench (\d\S*?):?(?: |$)/m.exec(text) ?? [];
  const [, threads] = /^Number of threads: (\d{1,9})$/m.exec(text) ?? [];
  const [, rate] = /^Target transaction rate: (\d{1,9})\/sec/m.exec(text) ?? [];
  return {
    ...unknownRun,
    tool: "sysbench",
    toolVersion: version,
    params: {
      workers: threads === undefined ? null : Number(threads),
      rate: rate === undefined ? null : Number(rate),
      loop: rate === undefined ? "closed" : "open",
    },
  };
}

function addText(
  context: ToolContext,
  text: string,
  startMs: number | null,
): string | null {
  const lines = [...text.matchAll(INTERVAL)];
  const events = /^\s*(total number of events): +(\d+)/m.exec(text);
  const transactions = /^\s*(transactions): +(\d+)/m.exec(text);
  const [, label = "", completed] = transactions ?? events ?? [];
  if (completed === undefined && lines.length === 0) return null;
  addLines(context, text, rules);
  addPercentiles(context, text, {
    pattern: PERCENTILE,
    kind: "latency",
    symbol: "ms",
    estimate: {
      estimator: "upper bounds of logarithmic buckets",
      n: completed === undefined ? null : Number(completed),
    },
  });
  const series = openSeries();
  for (const [, seconds, values = ""] of lines) {
    const ms = startMs === null ? null : startMs + Number(seconds) * 1000;
    const add = (metric: string, symbol: string, value: string) =>
      series.add(context, { source: "generator", metric, symbol, ms, value });
    for (const [pattern, metric, symbol] of interval) {
      const [, value] = pattern.exec(values) ?? [];
      if (value !== undefined) add(metric, symbol, value);
    }
    const [, percent, value, older, ofOlder] = LATENCY.exec(values) ?? [];
    if (value !== undefined) add(`latency_p${Number(percent)}`, "ms", value);
    if (older !== undefined) add(`latency_p${Number(ofOlder)}`, "ms", older);
  }
  series.close(context);
  if (lines.length > 0) warnOfOffsets(context, startMs);
  addRequestCounts(context, {
    completed: { label, value: completed },
    failed: {
      label: "ignored errors",
      value: /^\s*ignored errors: +(\d+)/m.exec(text)?.[1],
    },
  });
  return completed === undefined
    ? "the text ends before the sums of the run"
    : "";
}
