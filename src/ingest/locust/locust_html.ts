/**
 * Imports the report of Locust from 2.18 on: a page whose data stands in a script, as JSON.
 *
 * Until 2.43 the rate of a request is that at the end, and from then on that of the whole run; `total_rps`, where there is
 * one, is the latter.
 */
import { openSeries } from "../load_frame/series.ts";
import {
  entriesAt,
  listAt,
  numberAt,
  textAt,
  valueAt,
} from "../load_frame/document.ts";
import type { Glance } from "../load_frame/glance.ts";
import { openTool } from "../load_frame/open_tool.ts";
import {
  addField,
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
import { parseJson } from "../source/json.ts";
import { maybeTime } from "../source/time.ts";
import { LOOP } from "./locust_facts.ts";

/** Returns true for the page of a report, whose data stands far below. */
export function isLocustHtml({ text }: Glance): boolean {
  return /^<!doctype html>/i.test(text) && /<title>\s*Locust/i.test(text);
}

/** Before the data. */
const MARK = "window.templateArgs = ";

/** Imports a page as one run. Throws `InputError` if it has no data, as those before 2.18. */
export function readLocustHtml(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  const json = dataOf(file);
  const context = openTool(file, options, {
    ...unknownRun,
    tool: "locust",
    target: textAt(json, "host"),
    startedAt: maybeTime(msOf(valueAt(json, "start_time"))),
    endedAt: maybeTime(msOf(valueAt(json, "end_time"))),
    params: { workers: usersOf(json), loop: LOOP },
    notes: textAt(json, "locustfile").slice(0, 200),
  });
  for (const entry of listAt(json, "requests_statistics")) {
    addRequest(context, entry);
  }
  for (const entry of listAt(json, "response_time_statistics")) {
    const request = nameOf(entry);
    const counted = listAt(json, "requests_statistics")
      .find((other) => nameOf(other) === request);
    addPercentiles(context, entry, numberAt(counted, "num_requests"));
  }
  for (const entry of listAt(json, "failures_statistics")) {
    addField(context, {
      label: `${nameOf(entry)}: ${textAt(entry, "error")}`.slice(0, 1000),
      value: valueAt(entry, "occurrences"),
      kind: "errors",
      statistic: "value",
      symbol: "",
    });
  }
  addHistory(context, listAt(json, "history"));
  const failed = listAt(json, "requests_statistics")
    .filter((entry) => nameOf(entry) === "")
    .reduce<number>(
      (sum, entry) => sum + (numberAt(entry, "num_failures") ?? 0),
      0,
    );
  if (failed > 0) {
    warnRun(
      context,
      "latency-includes-failures",
      "requests that failed are among the latencies",
      failed,
    );
  }
  return context.piece;
}

function dataOf(file: SourceFile): unknown {
  const { text } = file;
  const at = text.indexOf(MARK);
  if (at < 0) {
    throw new InputError(
      file.name,
      "",
      `holds no data of Locust ('${MARK.trim()}')`,
      "give a report of Locust 2.18 or later, or the files of --csv",
    );
  }
  const from = at + MARK.length;
  const linesBefore = text.slice(0, from).split("\n").length - 1;
  return parseJson(
    { name: file.name, text: text.slice(from, endOfObject(text, from)) },
    linesBefore,
  );
}

/** Returns where the object that begins at an offset ends; the end of the text if it does not. */
function endOfObject(text: string, from: number): number {
  let depth = 0;
  const marks = /["{}]/g;
  marks.lastIndex = from;
  for (let found = marks.exec(text); found !== null; found = marks.exec(text)) {
    if (found[0] === '"') {
      const string = /"(?:[^"\\]|\\.)*"/y;
      string.lastIndex = found.index;
      if (!string.test(text)) break;
      marks.lastIndex = string.lastIndex;
    } else if ((depth += found[0] === "{" ? 1 : -1) <= 0) {
      return found.index + 1;
    }
  }
  return text.length;
}

/** Returns the Unix ms of a time, which is in UTC if it names no zone; NaN for another text. */
function msOf(value: unknown): number {
  if (typeof value !== "string") return NaN;
  const [, day, clock, zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:?\d\d)?$/
      .exec(value) ?? [];
  return day === undefined ? NaN : Date.parse(`${day}T${clock}${zone ?? "Z"}`);
}

function nameOf(entry: unknown): string {
  const name = textAt(entry, "name");
  const request = `${textAt(entry, "method")} ${name}`.trim();
  return request === "Aggregated" ? "" : request.slice(0, 1000);
}

/** Values of a request: kind, statistic and unit. */
const fields = new Map([
  ["num_requests", ["completed_requests", "value", ""]],
  ["num_failures", ["failed_requests", "value", ""]],
  ["min_response_time", ["latency", "min", "ms"]],
  ["max_response_time", ["latency", "max", "ms"]],
  ["avg_response_time", ["latency", "mean", "ms"]],
  ["median_response_time", ["latency", "median", "ms"]],
  ["avg_content_length", ["response_size", "mean", "B"]],
  ["total_rps", ["throughput", "value", "1/s"]],
  ["total_fail_per_sec", ["failure_rate", "value", "1/s"]],
  ["current_rps", ["throughput_at_the_end", "value", "1/s"]],
  ["current_fail_per_sec", ["failure_rate_at_the_end", "value", "1/s"]],
]);

const BUCKETS = "buckets of 2 digits";

function addRequest(context: ToolContext, entry: unknown): void {
  const request = nameOf(entry);
  const n = numberAt(entry, "num_requests");
  for (const [key, [kind = "", statistic = "", symbol = ""]] of fields) {
    const value = valueAt(entry, key);
    if (value === undefined || value === null) continue;
    addField(context, {
      label: `${request} ${key}`.trim(),
      value,
      kind: request === "" ? kind : `${kind}: ${request}`,
      statistic,
      symbol,
    }, {
      estimator: statistic === "median" ? BUCKETS : "",
      n: kind === "latency" ? n : null,
    });
  }
}

function addPercentiles(
  context: ToolContext,
  entry: unknown,
  n: number | null,
): void {
  const request = nameOf(entry);
  for (const [key, value] of entriesAt(entry, "")) {
    if (!/^[01](?:\.\d+)?$/.test(key)) continue;
    const percent = Number((Number(key) * 100).toPrecision(10));
    addField(context, {
      label: `${request} ${key}`.trim(),
      value,
      kind: request === "" ? "latency" : `latency: ${request}`,
      statistic: percent === 100 ? "max" : `p${percent}`,
      symbol: "ms",
    }, { estimator: BUCKETS, n });
  }
}

/** Values of the history: metric and unit. */
const history = new Map([
  ["user_count", ["users", ""]],
  ["current_rps", ["throughput", "1/s"]],
  ["current_fail_per_sec", ["failure_rate", "1/s"]],
  ["total_avg_response_time", ["latency_mean_since_start", "ms"]],
]);

function addHistory(context: ToolContext, points: readonly unknown[]): void {
  const series = openSeries();
  for (const point of points) {
    for (const [key, written] of entriesAt(point, "")) {
      const [, share] = /^response_time_percentile_([01](?:\.\d+)?)$/
        .exec(key) ?? [];
      const [metric, symbol = ""] = share === undefined
        ? history.get(key) ?? []
        : [`latency_p${Number((Number(share) * 100).toPrecision(10))}`, "ms"];
      if (metric === undefined) continue;
      // Later versions write a value with its time.
      const [time, value]: readonly unknown[] = Array.isArray(written)
        ? written
        : [valueAt(point, "time"), written];
      const ms = msOf(time);
      series.add(context, {
        source: "generator",
        metric,
        symbol,
        // The first versions write the time of the day alone.
        ms: Number.isNaN(ms) ? null : ms,
        value,
      });
    }
  }
  series.close(context);
  if (points.length > 0) {
    warnRun(
      context,
      "smoothed-rate",
      "rates of the history are means over about ten seconds",
    );
  }
}

function usersOf(json: unknown): number | null {
  const counts = listAt(json, "history").map((point) => {
    const written = valueAt(point, "user_count");
    const value: unknown = Array.isArray(written) ? written[1] : written;
    return typeof value === "number" && value > 0 ? value : 0;
  });
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? most : null;
}
