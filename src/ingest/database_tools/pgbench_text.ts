/**
 * Imports the text of pgbench, and its lines of progress.
 *
 * The first rate of versions before 14 counts the time of connecting, and the second does not; later ones print one.
 */
import { openSeries } from "../load_frame/series.ts";
import { readBlocks } from "../load_frame/open_tool.ts";
import { startSetting, warnOfOffsets } from "../load_frame/start_setting.ts";
import { blocksOf } from "../load_frame/text_blocks.ts";
import { addLines, type LineRule } from "../load_frame/text_fields.ts";
import {
  addField,
  addRequestCounts,
  type ToolContext,
} from "../load_frame/tool_fields.ts";
import { type ToolRun, unknownRun } from "../load_frame/tool_run.ts";
import type {
  Imported,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";

const rules: readonly LineRule[] = [
  [/^(duration): (\S+) s$/m, "test_duration", "value", "s"],
  [/^(latency average)(?: =|:) (\S+) ms/m, "latency", "mean", "ms"],
  [/^(latency stddev)(?: =|:) (\S+) ms/m, "latency", "sd", "ms"],
  [
    /^rate limit (schedule lag): avg (\S+) \(max/m,
    "lag",
    "mean",
    "ms",
  ],
  [
    /^rate limit (schedule lag): avg \S+ \(max (\S+)\) ms/m,
    "lag",
    "max",
    "ms",
  ],
  [/^(initial connection time) = (\S+) ms/m, "connect", "value", "ms"],
  [
    /^(tps) = (\S+) \((?:without initial|excluding)/m,
    "throughput",
    "value",
    "1/s",
  ],
  [
    /^(tps) = (\S+) \(including (?:re)?connect/m,
    "throughput_with_connecting",
    "value",
    "1/s",
  ],
  [/^(total number of retries): (\d+)$/m, "retries", "value", ""],
];

const PROGRESS =
  /^progress: (\d+(?:\.\d+)?) s, (\S+) tps, lat (\S+) ms stddev (\S+?)(?:, (\d+) failed)?(?:, lag (\S+) ms)?(?:, (\d+) skipped)?(?:, (\d+) retried, (\d+) retries)?$/gm;

/** Values of a line of progress, in the order of its groups: metric and unit. */
const progress = [
  ["throughput", "1/s"],
  ["latency_mean", "ms"],
  ["latency_sd", "ms"],
  ["failed_requests", ""],
  ["lag_mean", "ms"],
  ["skipped_requests", ""],
  ["retried_requests", ""],
  ["retries", ""],
] as const;

/** Imports a text, several runs a file. Throws `InputError` if it holds none. */
export function readPgbenchText(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  return readBlocks(file, options, {
    blocks: blocksOf(file.lines(), {
      begins: /^(?:pgbench \(|starting vacuum|transaction type: |progress: )/,
      ends: /^tps = /,
    }),
    tool: "pgbench",
    tell,
    add: (context, text) => addText(context, text, startSetting(options)),
  });
}

function tell(text: string): ToolRun {
  const of = (pattern: RegExp) => pattern.exec(text)?.[1] ?? "";
  const count = (pattern: RegExp) => {
    const digits = of(pattern);
    return digits === "" ? null : Number(digits);
  };
  return {
    ...unknownRun,
    tool: "pgbench",
    toolVersion: of(/^pgbench \((?:PostgreSQL )?([\d.]+\w*)/m),
    params: {
      workers: count(/^number of clients: (\d{1,9})$/m),
      threads: count(/^number of threads: (\d{1,9})$/m),
      duration: count(/^duration: (\d{1,9}) s$/m),
      scale: count(/^scaling factor: (\d{1,9})$/m),
      // Clients wait for each transaction, unless there is a rate.
      loop: /^rate limit schedule lag/m.test(text)
        ? "open"
        : /^number of clients/m.test(text)
        ? "closed"
        : null,
      script: of(/^transaction type: (.+)$/m) || null,
      query_mode: of(/^query mode: (.+)$/m) || null,
    },
  };
}

function addText(
  context: ToolContext,
  text: string,
  startMs: number | null,
): string | null {
  const lines = [...text.matchAll(PROGRESS)];
  const hasEnd = /^tps = /m.test(text);
  const processed = /^number of transactions actually processed: (\d+)/m
    .exec(text)?.[1];
  if (lines.length === 0 && processed === undefined) return null;
  addLines(context, text, rules);
  const series = openSeries();
  for (const [, seconds, ...values] of lines) {
    for (const [i, [metric, symbol]] of progress.entries()) {
      const value = values[i];
      if (value === undefined) continue;
      const ms = timeOf(Number(seconds), startMs);
      series.add(context, { source: "generator", metric, symbol, ms, value });
    }
  }
  series.close(context);
  addStatements(context, text);
  const isStamped = lines.some(([, seconds]) => Number(seconds) > STAMPED_S);
  if (lines.length > 0 && !isStamped) warnOfOffsets(context, startMs);
  addRequestCounts(context, {
    completed: {
      label: "number of transactions actually processed",
      value: processed,
    },
    failed: {
      label: "number of failed transactions",
      value: /^number of failed transactions: (\d+)/m.exec(text)?.[1],
    },
    skipped: {
      label: "number of transactions skipped",
      value: /^number of transactions skipped: (\d+)/m.exec(text)?.[1],
    },
  });
  return hasEnd ? "" : "the text holds no summary of the run";
}

/** Heading of the latencies of statements, and their lines: milliseconds, failures in later versions, statement. */
const STATEMENTS =
  /^statement latencies in milliseconds[^\n]*:\n((?:[ \t]+\d[^\n]*\n?)+)/m;

function addStatements(context: ToolContext, text: string): void {
  const [, lines = ""] = STATEMENTS.exec(text) ?? [];
  for (
    const [, value, statement = ""] of lines.matchAll(
      /^\s+(\d+\.\d+)\s+(?:\d+\s+)?(\S.*)$/gm,
    )
  ) {
    addField(context, {
      label: statement.slice(0, MAX_STATEMENT_CHARS),
      value,
      kind: "statement_latency",
      statistic: "mean",
      symbol: "ms",
    });
  }
}

/** Longest statement kept. */
const MAX_STATEMENT_CHARS = 200;

/** Seconds from which on a time is one of the calendar, of `--progress-timestamp`. */
const STAMPED_S = 1e9;

function timeOf(seconds: number, startMs: number | null): number | null {
  if (seconds > STAMPED_S) return seconds * 1000;
  return startMs === null ? null : startMs + seconds * 1000;
}
