/**
 * Imports logs of HdrHistogram (`.hlog`), versions 0 to 2, as jHiccup, YCSB, wrk2 and others write them: the histograms of
 * all intervals are merged, those of each tag by themselves.
 *
 * A log does not tell the unit of its values. YCSB, which names its operation above, has microseconds; others nanoseconds.
 */
import { maybeUnit, UsageError } from "../../record/mod.ts";
import { defineTool } from "../load_frame/define_tool.ts";
import { openTool } from "../load_frame/open_tool.ts";
import { addSample } from "../load_frame/operation_rows.ts";
import {
  addField,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { maybeTime, wholeMs } from "../source/time.ts";
import { toKind } from "../ycsb/ycsb_statistic.ts";
import { decodeHistogram, type HdrBucket } from "./hdr_payload.ts";

/** Importer of logs of HdrHistogram, format `hdr-log`. */
export const hdrLog = defineTool({
  format: "hdr-log",
  title: "HdrHistogram: .hlog of versions 0 to 2",
  extensions: [".hlog"],
  settings: { value_unit: "unit of the values: ns, µs, ms or s" },
  shapes: [{
    title: "log of HdrHistogram",
    marks: "'#[Histogram log format version' or the column Interval_Max",
    fits: ({ text }) =>
      /^#\[Histogram log format version/m.test(text) ||
      /^"StartTimestamp","(?:Interval_Length|EndTimestamp)","Interval_Max"/m
        .test(text),
    isStreamed: true,
    read: readLog,
  }],
});

/** Line of an interval: tag, start and length in s, the greatest value as written, and the histogram. */
const INTERVAL =
  /^(?:Tag=([^,\s]+),)?(\d{1,12}(?:\.\d+)?),(\d{1,12}(?:\.\d+)?),([^,]*),(\S+)$/;

/** Comments of a log. */
interface Told {
  readonly version: string;
  readonly tool: string;
  /** Operation that YCSB names; empty if there is none. */
  readonly operation: string;
  /** Unix time in s; null if there is none. */
  readonly startS: number | null;
  readonly baseS: number | null;
}

function tell(file: SourceFile): Told {
  let comments = "";
  for (const line of file.lines()) {
    if (!line.startsWith("#")) {
      if (INTERVAL.test(line.trim())) break;
      continue;
    }
    comments += `${line.slice(0, MAX_COMMENT_CHARS)}\n`;
    if (comments.length > MAX_COMMENTS_CHARS) break;
  }
  const of = (pattern: RegExp) => pattern.exec(comments)?.[1] ?? "";
  const seconds = (pattern: RegExp) => {
    const text = of(pattern);
    return text === "" ? null : Number(text);
  };
  return {
    version: of(/Histogram log format version ([\d.]+)/),
    tool: of(/Logged with ([\w .-]+?)[,\]]/),
    operation: of(/Logging for: ([\w-]+)\]/),
    startS: seconds(/StartTime: (\d{1,12}(?:\.\d+)?) /),
    baseS: seconds(/BaseTime: (\d{1,12}(?:\.\d+)?) /),
  };
}

const MAX_COMMENT_CHARS = 300;
const MAX_COMMENTS_CHARS = 10_000;
const YEAR_S = 365 * 24 * 3600;

/** Seconds to add to the times of intervals: they are of the calendar, or count from the start. */
function baseOf({ startS, baseS }: Told, first: number): number {
  if (baseS !== null) return baseS;
  return startS !== null && first < startS - YEAR_S ? startS : 0;
}

function readLog(file: SourceFile, options: ImportOptions): Imported {
  const told = tell(file);
  const factor = factorOf(told, options);
  let [first, last] = [Infinity, -Infinity];
  let begin: number | null = null;
  for (const line of file.lines()) {
    const [, , start, length] = INTERVAL.exec(line.trim()) ?? [];
    if (start === undefined) continue;
    begin ??= Number(start);
    first = Math.min(first, Number(start));
    last = Math.max(last, Number(start) + Number(length));
  }
  if (begin === null) {
    throw new InputError(
      file.name,
      "",
      "holds no interval of a histogram",
      "give a log of a test that has ended",
    );
  }
  const base = baseOf(told, begin);
  // Without a start, times may count from anything.
  const hasTimes = base > 0 || begin > YEAR_S;
  const context = openTool(file, options, {
    ...unknownRun,
    tool: told.tool || (told.operation === "" ? "hdrhistogram" : "ycsb"),
    startedAt: hasTimes ? maybeTime((first + base) * 1000) : null,
    endedAt: hasTimes ? maybeTime((last + base) * 1000) : null,
    notes: told.version === "" ? "" : `log format ${told.version}`,
  });
  const merged = addIntervals(context, file, {
    kindOf: (tag) =>
      tag || (told.operation === "" ? "request" : toKind(told.operation)),
    msOf: (seconds) => hasTimes ? wholeMs((seconds + base) * 1000) : NaN,
    factor,
  });
  addMerged(context, merged, factor);
  if (options.settings.value_unit === undefined) {
    warnRun(
      context,
      "unit-assumed",
      `the log does not tell the unit of its values: ${
        told.operation === "" ? "nanoseconds" : "microseconds, as YCSB writes,"
      } are assumed; --set value_unit=... sets it`,
    );
  }
  if (!hasTimes) {
    warnRun(context, "no-timestamp", "the log does not tell when it began");
  }
  return context.piece;
}

function factorOf({ operation }: Told, { settings }: ImportOptions): number {
  const symbol = settings.value_unit ?? (operation === "" ? "ns" : "µs");
  const unit = maybeUnit(symbol);
  if (unit?.dimension === "time") return unit.factor;
  throw new UsageError(
    `Cannot set 'value_unit' as it must be ns, µs, ms or s: current value is '${symbol}'`,
  );
}

/** Buckets of a kind, by their bounds. */
type Merged = Map<string, Map<string, HdrBucket>>;

/** Adds the number and the greatest value of each interval; returns its buckets with those of the others. */
function addIntervals(
  context: ToolContext,
  file: SourceFile,
  { kindOf, msOf, factor }: {
    readonly kindOf: (tag: string) => string;
    readonly msOf: (seconds: number) => number;
    readonly factor: number;
  },
): Merged {
  const { piece: { counts }, run_id } = context;
  const merged: Merged = new Map();
  const problems = new Map<
    string,
    { readonly n: number; readonly at: number }
  >();
  let number = 0;
  for (const line of file.lines()) {
    number++;
    const text = line.trim();
    if (text === "" || text.startsWith("#") || text.startsWith('"')) continue;
    counts.read++;
    const [, tag = "", start, , , payload = ""] = INTERVAL.exec(text) ?? [];
    const buckets = start === undefined ? "is none" : decodeHistogram(payload);
    if (typeof buckets === "string") {
      counts.rejected++;
      const { n, at } = problems.get(buckets) ?? { n: 0, at: number };
      problems.set(buckets, { n: n + 1, at });
      continue;
    }
    counts.stored++;
    const kind = kindOf(tag);
    const known = merged.get(kind) ?? new Map<string, HdrBucket>();
    merged.set(kind, known);
    addBuckets(known, buckets);
    const ms = msOf(Number(start));
    const suffix = tag === "" ? "" : `: ${tag}`;
    const add = (metric: string, unit: string, value: number) =>
      addSample(context.piece, { run_id, metric: metric + suffix, unit }, {
        ms,
        value,
      });
    add("completed_requests", "", countOf(buckets));
    const most = buckets.at(-1);
    if (most !== undefined) add("latency_max", "s", most.upper * factor);
  }
  for (const [problem, { n, at }] of problems) {
    warnRun(
      { ...context, place: `${context.place}:${at}` },
      "rejected-row",
      `intervals are left out whose histogram ${problem}`,
      n,
    );
  }
  return merged;
}

function addBuckets(
  known: Map<string, HdrBucket>,
  buckets: readonly HdrBucket[],
): void {
  for (const { lower, upper, count } of buckets) {
    const key = `${lower} ${upper}`;
    known.set(key, {
      lower,
      upper,
      count: count + (known.get(key)?.count ?? 0),
    });
  }
}

function countOf(buckets: Iterable<HdrBucket>): number {
  let sum = 0;
  for (const { count } of buckets) sum += count;
  return sum;
}

function addMerged(
  context: ToolContext,
  merged: Merged,
  factor: number,
): void {
  const { piece: { rows }, run_id } = context;
  for (const [kind, known] of merged) {
    const buckets = [...known.values()].sort((a, b) => a.lower - b.lower);
    for (const { lower, upper, count } of buckets) {
      rows.histograms.push({
        run_id,
        kind,
        lower: lower * factor,
        upper: upper * factor,
        count,
      });
    }
  }
  const [only] = merged.values();
  const isOne = merged.size === 1 && only !== undefined;
  if (!isOne) {
    for (const [kind, known] of merged) {
      addField(context, {
        label: `sum of ${kind}`,
        value: countOf(known.values()),
        kind: `completed_requests: ${kind}`,
        statistic: "value",
        symbol: "",
      });
    }
  }
  addRequestCounts(
    context,
    isOne
      ? {
        completed: { label: "sum of counts", value: countOf(only.values()) },
      }
      : {},
  );
}
