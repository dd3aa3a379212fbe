/**
 * Imports the benchmark of etcd: its text, and the percentiles of `--json`.
 *
 * Only requests that succeeded enter a figure. The rows of `--sample` have units in their values, whatever their labels
 * say; a second without a request has a latency of 0, which is none.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { listAt, textAt, valueAt } from "../load_frame/document.ts";
import { hasKeys } from "../load_frame/glance.ts";
import { openTool, readBlocks } from "../load_frame/open_tool.ts";
import { openSeries } from "../load_frame/series.ts";
import { blocksOf } from "../load_frame/text_blocks.ts";
import {
  addLines,
  addPercentiles,
  type LineRule,
} from "../load_frame/text_fields.ts";
import {
  addBuckets,
  addField,
  addOutcomes,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import {
  type ToolRun,
  unknownRun,
  withSystem,
} from "../load_frame/tool_run.ts";
import { bucketsOfMarks } from "../http_tools/bucket_marks.ts";
import { maybeGoDuration } from "../source/go_time.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { maybeTime } from "../source/time.ts";

/** Importer of etcd's benchmark, format `etcd-benchmark`. */
export const etcdBenchmark = defineTool({
  format: "etcd-benchmark",
  title: "benchmark of etcd: its text, also with --sample, or JSON of --json",
  extensions: [".txt", ".log", ".json"],
  settings: {},
  shapes: [
    {
      title: "text",
      marks: "'Slowest:' with 'secs.' and 'Stddev:', 'Requests/sec:'",
      fits: ({ text }) =>
        /^\s*Stddev:\s+\S+ secs\./m.test(text) &&
        text.includes("Requests/sec:"),
      isStreamed: false,
      read: (file, options) => readText(file, withSystem(options, "etcd")),
    },
    {
      title: "JSON of --json",
      marks: "the keys dataItems, Perc50 and labels with Operation",
      fits: (glance) =>
        hasKeys(glance, "dataItems", "Perc50", "labels") &&
        // Measurements of Kubernetes have the same shape.
        !/"(?:Resource|Verb)"/.test(glance.text),
      isStreamed: false,
      read: (file, options) => readJson(file, withSystem(options, "etcd")),
    },
  ],
});

const rules: readonly LineRule[] = [
  [/^\s*(Total):\s+(\S+) secs\./m, "test_duration", "value", "s"],
  [/^\s*(Slowest):\s+(\S+) secs\./m, "latency", "max", "s"],
  [/^\s*(Fastest):\s+(\S+) secs\./m, "latency", "min", "s"],
  [/^\s*(Average):\s+(\S+) secs\./m, "latency", "mean", "s"],
  [/^\s*(Stddev):\s+(\S+) secs\./m, "latency", "sd", "s"],
  [/^\s*(Requests\/sec):\s+(\S+)/m, "throughput", "value", "1/s"],
];

const ESTIMATOR = "rank ceil(pn) + 1";

function readText(file: SourceFile, options: ImportOptions): Imported {
  return readBlocks(file, options, {
    blocks: blocksOf(file.lines(), {
      begins: /^\s*(?:Summary:|\d+ \/ \d+ )/,
      ends: /^\s*Requests\/sec:/,
    }),
    tool: "etcd's benchmark",
    tell,
    add: addText,
  });
}

/** Row of `--sample`: Unix second, durations, number of requests. */
const SECOND = /^(\d{9,11}),((?:[\d.hmsnuµ]+,){1,3})(\d+)$/gm;

function tell(text: string): ToolRun {
  const seconds = Array.from(text.matchAll(SECOND), ([, s]) => Number(s));
  const [first, last] = [seconds[0], seconds.at(-1)];
  return {
    ...unknownRun,
    tool: "etcd benchmark",
    startedAt: first === undefined ? null : maybeTime(first * 1000),
    endedAt: last === undefined ? null : maybeTime((last + 1) * 1000),
    // Clients wait for each response, also where --rate limits them.
    params: { loop: "closed" },
  };
}

function addText(context: ToolContext, text: string): string | null {
  const marks = [...text.matchAll(/^\s*(\d+\.\d+) \[(\d+)\]/gm)]
    .map(([, mark, count]) => [mark, count] as const);
  const errors = errorsOf(text);
  if (!/^\s*Requests\/sec:/m.test(text)) {
    return /^\s*Slowest:/m.test(text) ? addCut(context, text) : null;
  }
  const completed = marks.length === 0
    ? null
    : marks.reduce((sum, [, count]) => sum + Number(count), 0);
  addLines(context, text, rules);
  addPercentiles(context, text, {
    pattern: /^\s*(\d+(?:\.\d+)?)% in (\S+) secs\./gm,
    kind: "latency",
    symbol: "s",
    estimate: { estimator: ESTIMATOR, n: completed },
  });
  addOutcomes(context, "errors", errors);
  const failed = errors.reduce((sum, [, count]) => sum + Number(count), 0);
  addRequestCounts(context, {
    completed: { label: "sum of the histogram", value: completed },
    // The text ends with the errors, if there were any.
    failed: completed === null
      ? { label: "", value: null }
      : { label: "errors", value: failed },
  });
  addBuckets(context, "request", bucketsOfMarks(marks));
  addSeconds(context, text);
  return /Latency distribution:/.test(text)
    ? ""
    : "the text ends before the percentiles";
}

function addCut(context: ToolContext, text: string): string {
  addLines(context, text, rules);
  return "the text ends before the rate of the run";
}

function errorsOf(text: string): (readonly [string, string])[] {
  const at = text.indexOf("Error distribution:");
  return at < 0 ? [] : Array.from(
    text.slice(at).matchAll(/^\s*\[(\d+)\]\s+(\S.*)$/gm),
    ([, count = "", error = ""]) => [error, count] as const,
  );
}

/** Metrics of the durations of a second, by how many there are. */
const durations: Readonly<Record<number, readonly string[]>> = {
  1: ["latency_mean"],
  3: ["latency_min", "latency_mean", "latency_max"],
};

function addSeconds(context: ToolContext, text: string): void {
  const series = openSeries();
  for (const [, second, written = "", count] of text.matchAll(SECOND)) {
    const add = (metric: string, symbol: string, value: unknown) =>
      series.add(context, {
        source: "generator",
        metric,
        symbol,
        ms: Number(second) * 1000,
        value,
      });
    add("completed_requests", "", count);
    if (Number(count) === 0) continue;
    const values = written.split(",").slice(0, -1);
    for (const [i, metric] of (durations[values.length] ?? []).entries()) {
      add(metric, "s", maybeGoDuration(values[i] ?? ""));
    }
  }
  series.close(context);
}

function readJson(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const items = listAt(json, "dataItems");
  if (items.length === 0) {
    throw new InputError(
      file.name,
      "",
      "holds no result of etcd's benchmark (dataItems)",
      "give the file that --json wrote",
    );
  }
  const context = openTool(file, options, {
    ...unknownRun,
    tool: "etcd benchmark",
    params: { loop: "closed" },
  });
  for (const item of items) {
    const operation = textAt(item, "labels/Operation").toLowerCase();
    const symbol = textAt(item, "unit");
    for (const [key, value] of percentilesOf(item)) {
      addField(context, {
        label: operation === "" ? key : `${operation} ${key}`,
        value,
        kind: operation === "" || items.length === 1
          ? "latency"
          : `latency: ${operation}`,
        statistic: statistics[key] ?? key,
        symbol,
      }, { estimator: ESTIMATOR, n: null });
    }
  }
  warnRun(
    context,
    "percentiles-only",
    "the JSON has percentiles alone: no number of requests, no rate, no errors",
  );
  return context.piece;
}

const statistics: Readonly<Record<string, string>> = {
  Perc50: "p50",
  Perc90: "p90",
  Perc99: "p99",
  Perc999: "p99.9",
};

function percentilesOf(item: unknown): [string, unknown][] {
  return Object.keys(statistics).map((key) =>
    [key, valueAt(item, `data/${key}`)] as [string, unknown]
  ).filter(([, value]) => value !== undefined);
}
