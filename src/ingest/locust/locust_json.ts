/**
 * Imports the JSON of Locust (`--json`, `--json-file`): its latencies are counts of rounded milliseconds, which merge with
 * those of other runs.
 */
import { addSample } from "../load_frame/operation_rows.ts";
import {
  entriesAt,
  numberAt,
  textAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import {
  addBuckets,
  addField,
  addRequestCounts,
  type ToolBucket,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import { maybeTime, wholeMs } from "../source/time.ts";
import { LOOP } from "./locust_facts.ts";

/** Imports a file as one run. Throws `InputError` if it has no entry. */
export function readLocustJson(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  const json = parseJson(file);
  const entries: readonly unknown[] = Array.isArray(json) ? json : [];
  if (entries.length === 0) {
    throw new InputError(
      file.name,
      "1:1",
      "holds no request of Locust",
      "give the JSON of a run that made some",
    );
  }
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "locust",
    startedAt: timeOf(entries, "start_time", Math.min),
    endedAt: timeOf(entries, "last_request_timestamp", Math.max),
    params: { loop: LOOP },
  });
  const piece = emptyPiece("values");
  piece.runs.push(run);
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  for (const entry of entries) addEntry(context, entry);
  const failed = sumOf(entries, "num_failures");
  addRequestCounts(context, {
    completed: {
      label: "sum of num_requests",
      value: sumOf(entries, "num_requests"),
    },
    failed: { label: "sum of num_failures", value: failed },
  });
  if (failed > 0) {
    warnRun(
      context,
      "latency-includes-failures",
      "requests that failed are among the latencies",
      failed,
    );
  }
  addBuckets(context, "request", bucketsOf(entries));
  addSeconds(context, entries, ["num_reqs_per_sec", "requests"]);
  addSeconds(context, entries, ["num_fail_per_sec", "failures"]);
  return piece;
}

function timeOf(
  entries: readonly unknown[],
  key: string,
  choose: (...values: number[]) => number,
): string | null {
  const times = entries.map((entry) => numberAt(entry, key))
    .filter((time) => time !== null);
  return times.length === 0
    ? null
    : maybeTime(times.reduce((a, b) => choose(a, b)) * 1000);
}

function sumOf(entries: readonly unknown[], key: string): number {
  return entries.reduce<number>(
    (sum, entry) => sum + (numberAt(entry, key) ?? 0),
    0,
  );
}

/** Values of an entry: kind, statistic and unit. */
const fields = new Map<string, readonly [string, string, string]>([
  ["num_requests", ["completed_requests", "value", ""]],
  ["num_failures", ["failed_requests", "value", ""]],
  ["min_response_time", ["latency", "min", "ms"]],
  ["max_response_time", ["latency", "max", "ms"]],
  ["total_response_time", ["latency", "sum", "ms"]],
  ["total_content_length", ["received", "value", "B"]],
]);

function addEntry(context: ToolContext, entry: unknown): void {
  const request = `${textAt(entry, "method")} ${textAt(entry, "name")}`
    .trim().slice(0, 1000);
  const n = numberAt(entry, "num_requests");
  for (const [key, [kind, statistic, symbol]] of fields) {
    const value = valueAt(entry, key);
    // No request has a least latency of null.
    if (value === undefined || value === null) continue;
    addField(context, {
      label: `${request} ${key}`,
      value,
      kind: `${kind}: ${request}`,
      statistic,
      symbol,
    }, { estimator: "", n: kind === "latency" ? n : null });
  }
}

/** Returns the buckets of all entries together: Locust rounds to whole ms, from 100 ms on to two digits. */
function bucketsOf(entries: readonly unknown[]): ToolBucket[] {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const [ms, count] of entriesAt(entry, "response_times")) {
      counts.set(ms, (counts.get(ms) ?? 0) + (toNumber(count) ?? NaN));
    }
  }
  return [...counts].map(([text, count]) => {
    const ms = toNumber(text) ?? NaN;
    const half = halfWidth(ms);
    return {
      lower: Math.max(0, ms - half) / 1000,
      upper: (ms + half) / 1000,
      count,
    };
  });
}

function halfWidth(ms: number): number {
  if (ms < 100) return 0.5;
  if (ms < 1000) return 5;
  return ms < 10_000 ? 50 : 500;
}

/** Adds the number of each second, of all entries together. */
function addSeconds(
  context: ToolContext,
  entries: readonly unknown[],
  [key, metric]: readonly [key: string, metric: string],
): void {
  const { piece, run_id } = context;
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const [second, count] of entriesAt(entry, key)) {
      piece.counts.read++;
      const [time, n] = [toNumber(second), toNumber(count)];
      if (time === null || n === null || Number.isNaN(wholeMs(time * 1000))) {
        piece.counts.rejected++;
        warnRun(context, "rejected-row", `a second of ${key} is none`);
        continue;
      }
      piece.counts.stored++;
      counts.set(second, (counts.get(second) ?? 0) + n);
    }
  }
  for (const [second, value] of counts) {
    addSample(piece, { run_id, metric, unit: "" }, {
      ms: wholeMs(Number(second) * 1000),
      value,
    });
  }
}
