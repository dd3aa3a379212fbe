/**
 * Imports the text of YCSB-cpp: each phase, load or run, is a run.
 *
 * Its lines of status are of all operations since the start, in local time; only `Period` values are of their interval.
 * The last of them is printed at the end of a phase, and holds its figures, in microseconds.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { readBlocks } from "../load_frame/open_tool.ts";
import { openSeries } from "../load_frame/series.ts";
import { blocksOf } from "../load_frame/text_blocks.ts";
import { addLines, type LineRule } from "../load_frame/text_fields.ts";
import {
  addField,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { type ToolRun, unknownRun } from "../load_frame/tool_run.ts";
import type { ImportOptions, SourceFile } from "../source/importer.ts";
import { maybeTime } from "../source/time.ts";
import { latenciesOf, type OperationLatency } from "../ycsb/ycsb_interval.ts";
import { toKind } from "../ycsb/ycsb_statistic.ts";

/** Importer of YCSB-cpp, format `ycsb-cpp`. */
export const ycsbCpp = defineTool({
  format: "ycsb-cpp",
  title: "YCSB-cpp: its text, a run for each phase",
  extensions: [".txt", ".log"],
  settings: {},
  shapes: [{
    title: "text",
    marks: "'Run throughput(ops/sec):' or 'Load throughput(ops/sec):'",
    fits: ({ text }) => /^(?:Run|Load) throughput\(ops\/sec\): /m.test(text),
    isStreamed: false,
    read: readYcsbCpp,
  }],
});

const rules: readonly LineRule[] = [
  [/^((?:Run|Load) runtime\(sec\)): (\S+)$/m, "test_duration", "value", "s"],
  [
    /^((?:Run|Load) throughput\(ops\/sec\)): (\S+)$/m,
    "throughput",
    "value",
    "1/s",
  ],
];

function readYcsbCpp(file: SourceFile, options: ImportOptions) {
  return readBlocks(file, options, {
    blocks: blocksOf(file.lines(), {
      begins: /^(?:\d{4}-\d\d-\d\d \S+ \d+ sec: |(?:Run|Load) runtime)/,
      ends: /^(?:Run|Load) throughput\(ops\/sec\): /,
    }),
    tool: "YCSB-cpp",
    tell,
    add: addText,
  });
}

const STATUS =
  /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) (\d+) sec: \d+ operations;(.*)$/gm;

/** Line of status. */
interface Status {
  /** Unix time in ms, taken as UTC. */
  readonly ms: number;
  readonly seconds: number;
  readonly latencies: readonly OperationLatency[];
}

function statusOf(text: string): Status[] {
  return Array.from(
    text.matchAll(STATUS),
    ([, time = "", seconds, rest = ""]) => ({
      ms: Date.parse(`${time.replace(" ", "T")}Z`),
      seconds: Number(seconds),
      latencies: latenciesOf(rest),
    }),
  );
}

function tell(text: string): ToolRun {
  const status = statusOf(text);
  const [first, last] = [status[0], status.at(-1)];
  const [, phase] = /^(Run|Load) /m.exec(text) ?? [];
  return {
    ...unknownRun,
    tool: "ycsb-cpp",
    startedAt: first === undefined
      ? null
      : maybeTime(first.ms - first.seconds * 1000),
    endedAt: last === undefined ? null : maybeTime(last.ms),
    params: { phase: phase?.toLowerCase() ?? null, loop: "closed" },
  };
}

function addText(context: ToolContext, text: string): string | null {
  const status = statusOf(text);
  const operations = /^((?:Run|Load) operations\(ops\)): (\S+)$/m.exec(text);
  if (status.length === 0 && operations === null) return null;
  addLines(context, text, rules);
  for (const latency of status.at(-1)?.latencies ?? []) {
    addFigures(context, latency);
  }
  addRequestCounts(context, {
    completed: { label: operations?.[1] ?? "", value: operations?.[2] },
  });
  addIntervals(context, status);
  if (status.length > 0) {
    warnRun(
      context,
      "zone-assumed",
      "times of the client name no zone and are taken as UTC",
    );
  }
  return operations === null ? "the text ends before the rate of the run" : "";
}

function addFigures(
  context: ToolContext,
  { operation, count, values }: OperationLatency,
): void {
  const kind = toKind(operation);
  addField(context, {
    label: `${operation} Count`,
    value: count,
    kind: `${kind}_operations`,
    statistic: "value",
    symbol: "",
  });
  for (const { label, statistic, value } of values) {
    if (label.startsWith("Period")) continue;
    addField(context, {
      label: `${operation} ${label}`,
      value,
      kind: `${kind}_latency`,
      statistic,
      symbol: "µs",
    }, {
      estimator: statistic.startsWith("p") ? "HdrHistogram" : "",
      n: Number(count),
    });
  }
}

function addIntervals(context: ToolContext, status: readonly Status[]): void {
  const series = openSeries();
  let before: Status | null = null;
  for (const { ms, seconds, latencies } of status) {
    for (const { operation, count, values } of latencies) {
      const add = (metric: string, symbol: string, value: unknown) =>
        series.add(context, {
          source: "generator",
          metric: `${toKind(operation)}_${metric}`,
          symbol,
          ms,
          value,
        });
      const earlier: number = Number(
        before?.latencies.find((latency) => latency.operation === operation)
          ?.count ?? 0,
      );
      const length = seconds - (before?.seconds ?? 0);
      // The last line may come in the second of the one before it.
      if (length > 0) {
        add("throughput", "1/s", (Number(count) - earlier) / length);
      }
      const mean = values.find(({ label }) => label === "Period Avg");
      if (mean !== undefined && /\d/.test(mean.value)) {
        add("latency_mean", "µs", mean.value);
      }
    }
    before = { ms, seconds, latencies };
  }
  series.close(context);
}
