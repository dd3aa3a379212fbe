/**
 * Imports hey: a request a row (`-o csv`), and its text.
 *
 * The CSV has only requests that got a response, at most a million, in tenths of a millisecond, and offsets in place of
 * times. In the text the least and the largest of `DNS+dialup` are those of the response, so only averages are read there.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { glanceAt, hasLabels, headerOf } from "../load_frame/glance.ts";
import {
  importRaw,
  type RawFacts,
  type RawTold,
} from "../load_frame/raw_import.ts";
import { sqlCsv, sqlStatusOutcome } from "../load_frame/raw_select.ts";
import { toNumber } from "../load_frame/document.ts";
import {
  addBuckets,
  addOutcomes,
  addRequestCounts,
  type ToolContext,
} from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import {
  addLines,
  addPercentiles,
  type LineRule,
} from "../load_frame/text_fields.ts";
import { readBlocks } from "../load_frame/open_tool.ts";
import { startSetting, startSettings } from "../load_frame/start_setting.ts";
import { blocksOf } from "../load_frame/text_blocks.ts";
import type {
  Imported,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { bucketsOfMarks } from "./bucket_marks.ts";

/** Importer of hey, format `hey`. */
export const hey = defineTool({
  format: "hey",
  title: "hey: CSV of -o csv, or its text",
  extensions: [".csv", ".txt"],
  settings: startSettings,
  shapes: [
    {
      title: "CSV of -o csv",
      marks: "the columns response-time, DNS+dialup, status-code, offset",
      fits: (glance) =>
        hasLabels(glance, [
          "response-time",
          "DNS+dialup",
          "status-code",
          "offset",
        ]),
      isStreamed: true,
      read: readCsv,
    },
    {
      title: "text",
      marks: "'Summary:' with 'Slowest:' and 'secs', 'Requests/sec:'",
      // The benchmark of etcd prints a deviation besides.
      fits: ({ text }) =>
        /^\s*Slowest:\s+\S+ secs/m.test(text) &&
        text.includes("Requests/sec:") && !/^\s*Stddev:/m.test(text),
      isStreamed: false,
      read: readText,
    },
  ],
});

/** Rows of a CSV, from which on hey leaves them out. */
const MAX_ROWS = 1_000_000;

function readCsv(file: SourceFile, options: ImportOptions) {
  const glance = glanceAt(file);
  const start = startSetting(options);
  const offset = `TRY_CAST("offset" AS DOUBLE)`;
  return importRaw(file, options, {
    tool: "hey",
    unit: "rows",
    isCsv: true,
    samples: null,
    select: (path) => ({
      fields: {
        role: "'operation'",
        kind: "'request'",
        at: start === null ? "NULL" : `CASE WHEN ${offset} BETWEEN 0 AND 1e9
            THEN make_timestamp(${
          start * 1000
        }) + to_microseconds(CAST(${offset} * 1e6 AS BIGINT)) END`,
        duration_s: `TRY_CAST("response-time" AS DOUBLE)`,
        outcome: sqlStatusOutcome('"status-code"'),
        code:
          `CASE WHEN TRY_CAST("status-code" AS INTEGER) BETWEEN 200 AND 399 THEN '' ELSE "status-code" END`,
        problem:
          `CASE WHEN TRY_CAST("response-time" AS DOUBLE) IS NULL THEN 'its response-time is no number'
          WHEN TRY_CAST("status-code" AS USMALLINT) IS NULL THEN 'its status-code is no number'
          WHEN ${offset} IS NULL THEN 'its offset is no number' END`,
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
    tell: (_raw, facts) => Promise.resolve(tell(facts, start !== null)),
  });
}

function tell({ rows }: RawFacts, hasStart: boolean): RawTold {
  const warnings = [
    {
      code: "successes-only",
      message:
        "the CSV has only requests with a response: those without one are missing",
      isGiven: true,
    },
    {
      code: "coarse-latency",
      message: "latencies are in tenths of a millisecond",
      isGiven: true,
    },
    {
      code: "no-timestamp",
      message:
        "the CSV has offsets in place of times; --set started_at=... places them",
      isGiven: !hasStart,
    },
    {
      code: "capped",
      message: `hey writes no more than ${MAX_ROWS} rows: the rest is missing`,
      isGiven: rows >= MAX_ROWS,
    },
  ];
  return {
    run: { ...unknownRun, params: { loop: "closed" } },
    warnings: warnings.filter(({ isGiven }) => isGiven)
      .map(({ code, message }) => ({ code, message, n: 1 })),
    remarks: [],
  };
}

const lines: readonly LineRule[] = [
  [/^\s*(Total):\s+(\S+) secs/m, "test_duration", "value", "s"],
  [/^\s*(Slowest):\s+(\S+) secs/m, "latency", "max", "s"],
  [/^\s*(Fastest):\s+(\S+) secs/m, "latency", "min", "s"],
  [/^\s*(Average):\s+(\S+) secs/m, "latency", "mean", "s"],
  [/^\s*(Requests\/sec):\s+(\S+)/m, "throughput", "value", "1/s"],
  [/^\s*(Total data):\s+(\S+) bytes/m, "received", "value", "B"],
  [/^\s*(Size\/request):\s+(\S+) bytes/m, "response_size", "mean", "B"],
  [/^\s*(DNS\+dialup):\s+(\S+) secs/m, "connect", "mean", "s"],
  [/^\s*(DNS-lookup):\s+(\S+) secs/m, "lookup", "mean", "s"],
  [/^\s*(req write):\s+(\S+) secs/m, "request_write", "mean", "s"],
  [/^\s*(resp wait):\s+(\S+) secs/m, "response_wait", "mean", "s"],
  [/^\s*(resp read):\s+(\S+) secs/m, "response_read", "mean", "s"],
];

function readText(file: SourceFile, options: ImportOptions): Imported {
  return readBlocks(file, options, {
    blocks: blocksOf(file.lines(), {
      begins: /^\s*Summary:/,
      ends: /^\s*Requests\/sec:/,
    }),
    tool: "hey",
    tell: () => ({ ...unknownRun, tool: "hey", params: { loop: "closed" } }),
    add: addText,
  });
}

/** Fewest lines with figures of a text that ends before the status codes. */
const MIN_LINES = 3;

function addText(context: ToolContext, text: string): string | null {
  const statuses = pairs(text, /^\s*\[(\d{3})\]\s+(\S+) responses/gm);
  const errors = pairs(
    text.slice(Math.max(0, text.indexOf("Error distribution:"))),
    /^\s*\[(\d+)\]\s+(?!\d+ responses)(\S.*)$/gm,
  ).map(([count, error]) => [error, count] as const);
  const given = text.includes("Error distribution:") ? errors : [];
  // Where the text ends before them, they are not zero.
  const hasOutcomes = statuses.length + given.length > 0;
  const found = lines.filter(([pattern]) => pattern.test(text)).length;
  if (!hasOutcomes && found < MIN_LINES) return null;
  const sum = (of: readonly (readonly [string, unknown])[]) =>
    of.reduce((total, [, n]) => total + (toNumber(n) ?? 0), 0);
  const completed = sum(statuses);
  addLines(context, text, lines);
  addPercentiles(context, text, {
    pattern: /^\s*(\d+)% in (\S+) secs/gm,
    kind: "latency",
    symbol: "s",
    estimate: {
      estimator: "rank ceil(pn) + 1",
      n: completed > 0 ? completed : null,
    },
  });
  addOutcomes(context, "responses", statuses);
  addOutcomes(context, "errors", given);
  addRequestCounts(
    context,
    hasOutcomes
      ? {
        sent: {
          label: "responses and errors",
          value: completed + sum(given),
        },
        completed: { label: "responses", value: completed },
        failed: {
          label: "responses from 400 on, and errors",
          value: sum(given) +
            sum(statuses.filter(([status]) => status >= "400")),
        },
      }
      : {},
  );
  addBuckets(
    context,
    "request",
    bucketsOfMarks(pairs(text, /^\s*(\d+\.\d+) \[(\d+)\]/gm)),
  );
  return hasOutcomes ? "" : "the text ends before the status codes";
}

function pairs(text: string, pattern: RegExp): [string, string][] {
  return [...text.matchAll(pattern)].map((
    [, first = "", second = ""],
  ) => [first, second]);
}
