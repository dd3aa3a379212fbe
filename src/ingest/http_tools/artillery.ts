/**
 * Imports the JSON of Artillery: of version 2 (`counters`, `summaries`), and of version 1 (`scenariosCreated`).
 *
 * Its periods become samples; they hold no buckets, so that percentiles of periods cannot be merged. A request without a
 * response enters no latency.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import { hasKeys } from "../load_frame/glance.ts";
import {
  entriesAt,
  listAt,
  numberAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import {
  addField,
  addFields,
  addOutcomes,
  addRequestCounts,
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
import { maybeTime } from "../source/time.ts";
import { addPeriod, toStatistic, unitOfSummary } from "./artillery_period.ts";

/** Importer of Artillery, format `artillery`. */
export const artillery = defineTool({
  format: "artillery",
  title: "Artillery: JSON of run -o, of version 1 or 2",
  extensions: [".json"],
  settings: {},
  shapes: [{
    title: "JSON of run -o",
    marks: "the key aggregate with counters or scenariosCreated",
    fits: (glance) =>
      hasKeys(glance, "aggregate") &&
      /"(?:counters|scenariosCreated|requestsCompleted)"/.test(glance.text),
    isStreamed: false,
    read: readArtillery,
  }],
});

function readArtillery(file: SourceFile, options: ImportOptions): Imported {
  const json = parseJson(file);
  const aggregate = valueAt(json, "aggregate");
  const isFirst = valueAt(aggregate, "counters") === undefined ||
    valueAt(aggregate, "scenariosCreated") !== undefined;
  if (entriesAt(json, "aggregate").length === 0) {
    throw new InputError(
      file.name,
      "1:1",
      "has nothing under aggregate",
      "give the file of artillery run -o",
    );
  }
  const time = (key: string) => {
    const ms = numberAt(aggregate, key);
    return ms === null ? null : maybeTime(ms);
  };
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "artillery",
    startedAt: time("firstMetricAt") ?? time("firstCounterAt"),
    endedAt: time("lastMetricAt") ?? time("lastCounterAt"),
    // Users arrive at a rate; each sends its requests one after another.
    params: { loop: "open" },
  });
  const piece = emptyPiece("values");
  piece.runs.push(run);
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  if (isFirst) addFirst(context, aggregate);
  else addSecond(context, aggregate);
  for (const [i, period] of listAt(json, "intermediate").entries()) {
    addPeriod(context, period, i + 1);
  }
  return piece;
}

const DDSKETCH = "DDSketch within 1 %";

function addSummary(
  context: ToolContext,
  summary: unknown,
  { name, kind, symbol, estimator }: {
    readonly name: string;
    readonly kind: string;
    readonly symbol: string;
    readonly estimator: string;
  },
): void {
  const n = numberAt(summary, "count");
  for (const [key, value] of entriesAt(summary, "")) {
    const statistic = toStatistic(key);
    if (statistic === null || value === null) continue;
    addField(context, {
      label: `${name}/${key}`,
      value,
      kind,
      statistic,
      symbol,
    }, { estimator, n });
  }
}

function addSecond(context: ToolContext, aggregate: unknown): void {
  const counters = entriesAt(aggregate, "counters");
  const of = (name: string) =>
    counters.find(([counter]) => counter === name)?.[1];
  const below = (prefix: string) =>
    counters.filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value] as const);
  const codes = below("http.codes.");
  const errors = below("errors.");
  const rest = counters.filter(([name]) =>
    !name.startsWith("http.codes.") && !name.startsWith("errors.") &&
    !["http.requests", "http.responses", "vusers.skipped"].includes(name)
  );
  for (const [name, value] of rest) {
    addField(context, {
      label: name,
      value,
      kind: name,
      statistic: "value",
      symbol: name.endsWith("bytes") ? "B" : "",
    });
  }
  const summaries = entriesAt(aggregate, "summaries");
  for (const [name, summary] of summaries) {
    addSummary(context, summary, {
      name,
      kind: name === "http.response_time" ? "latency" : name,
      symbol: unitOfSummary(name)?.symbol ?? "",
      estimator: DDSKETCH,
    });
  }
  const unknown = summaries.filter(([name]) => unitOfSummary(name) === null);
  if (unknown.length > 0) {
    warnRun(
      context,
      "unit-unknown",
      `the file does not tell the unit of ${
        unknown.slice(0, 5).map(([name]) => name.slice(0, 80)).join(", ")
      }`,
      unknown.length,
    );
  }
  for (const [name, value] of entriesAt(aggregate, "rates")) {
    if (value === null) continue;
    addField(context, {
      label: `rates/${name}`,
      value,
      kind: name === "http.request_rate" ? "throughput" : name,
      statistic: "value",
      symbol: "1/s",
    });
  }
  addOutcomes(context, "responses", codes);
  addOutcomes(context, "errors", errors);
  addRequestCounts(context, {
    sent: { label: "http.requests", value: of("http.requests") },
    completed: { label: "http.responses", value: of("http.responses") },
    failed: {
      label: "codes from 400 on, and errors",
      value: failedOf(codes, errors),
    },
    // A counter that was never raised is not written.
    skipped: { label: "vusers.skipped", value: of("vusers.skipped") },
  });
  const unanswered = (toNumber(of("http.requests")) ?? 0) -
    (toNumber(of("http.responses")) ?? 0);
  if (unanswered > 0) {
    warnRun(
      context,
      "latency-without-failures",
      "requests without a response enter no latency",
      unanswered,
    );
  }
}

function failedOf(
  codes: readonly (readonly [string, unknown])[],
  errors: readonly (readonly [string, unknown])[],
): number {
  return [...codes.filter(([code]) => code >= "400"), ...errors]
    .reduce((sum, [, count]) => sum + (toNumber(count) ?? 0), 0);
}

function addFirst(context: ToolContext, aggregate: unknown): void {
  addFields(context, aggregate, {
    rules: [
      ["scenariosCreated", "vusers.created", "value", ""],
      ["scenariosCompleted", "vusers.completed", "value", ""],
      ["rps/mean", "throughput", "value", "1/s"],
    ],
  });
  addSummary(context, valueAt(aggregate, "latency"), {
    name: "latency",
    kind: "latency",
    symbol: "ms",
    estimator: "HdrHistogram",
  });
  addSummary(context, valueAt(aggregate, "scenarioDuration"), {
    name: "scenarioDuration",
    kind: "vusers.session_length",
    symbol: "ms",
    estimator: "HdrHistogram",
  });
  const codes = entriesAt(aggregate, "codes");
  const errors = entriesAt(aggregate, "errors");
  addOutcomes(context, "responses", codes);
  addOutcomes(context, "errors", errors);
  addRequestCounts(context, {
    sent: { label: "rps/count", value: valueAt(aggregate, "rps/count") },
    completed: {
      label: "requestsCompleted",
      value: valueAt(aggregate, "requestsCompleted"),
    },
    failed: {
      label: "codes from 400 on, and errors",
      value: failedOf(codes, errors),
    },
    skipped: {
      label: "scenariosAvoided",
      value: valueAt(aggregate, "scenariosAvoided"),
    },
  });
}
