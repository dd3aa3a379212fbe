/**
 * Imports the summaries of k6, in three shapes:
 *
 * 1. of `handleSummary()`: the values of a metric under `values`, a threshold as `{"ok": true}`
 * 2. of `--summary-export`: the values beside the thresholds, of which `true` means that it FAILED
 * 3. of `--new-machine-readable-summary`: metrics as a list, no thresholds but whether all held, rates as `matches` of a
 *    `total`
 */
import type { ObjectiveResult, Run } from "../../record/mod.ts";
import {
  emptyPiece,
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { baseName } from "../source/machine.ts";
import {
  entriesAt,
  listAt,
  numberAt,
  textAt,
  valueAt,
} from "../load_frame/document.ts";
import {
  addField,
  addRequestCounts,
  type ToolContext,
  warnRun,
} from "../load_frame/tool_fields.ts";
import { toToolRun, unknownRun } from "../load_frame/tool_run.ts";
import { readThreshold } from "./k6_threshold.ts";
import { type K6Unit, unitOfContent, unitOfMetric } from "./k6_units.ts";

/** Metric of a summary. */
interface K6Metric {
  readonly name: string;
  /** Null if neither the summary nor its name tells it. */
  readonly unit: K6Unit | null;
  readonly values: readonly (readonly [string, unknown])[];
  readonly thresholds: readonly (readonly [string, unknown])[];
}

/** Imports a summary as one run. Throws `InputError` if it has no metrics. */
export function readK6Summary(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  const json = parseJson(file);
  const metrics = metricsOf(json);
  if (metrics.length === 0) {
    throw new InputError(
      file.name,
      "1:1",
      "is a summary of k6 without metrics",
      "give the whole summary",
    );
  }
  const of = (metric: string, value: string) =>
    metrics.find(({ name }) => name === metric)?.values
      .find(([key]) => key === value)?.[1];
  const duration = numberAt(json, "state/testRunDurationMs");
  const run = toToolRun(file, options, {
    ...unknownRun,
    tool: "k6",
    toolVersion: textAt(json, "metadata/k6Version"),
    params: {
      workers: numberAt({ max: of("vus_max", "max") }, "max"),
      duration: duration === null
        ? numberAt(json, "config/duration")
        : duration / 1000,
    },
  });
  const piece = emptyPiece("values");
  const context: ToolContext = {
    piece,
    run_id: run.run_id,
    place: baseName(file.name),
  };
  for (const metric of metrics) addMetric(context, metric);
  addRequestCounts(context, {
    sent: { label: "http_reqs/count", value: of("http_reqs", "count") },
    failed: { label: "http_req_failed", value: failedOf(metrics) },
    dropped: {
      label: "dropped_iterations/count",
      value: of("dropped_iterations", "count"),
    },
  });
  const unknown = metrics.filter(({ unit }) => unit === null);
  if (unknown.length > 0) {
    warnRun(
      context,
      "unit-unknown",
      `the summary does not tell the unit of ${
        unknown.slice(0, 5).map(({ name }) => name).join(", ")
      }`,
      unknown.length,
    );
  }
  const judged = withThresholds(run, { metrics, context });
  const passed = valueAt(json, "results/passed");
  piece.runs.push(
    typeof passed === "boolean"
      ? { ...judged, verdict: passed ? "pass" : "fail" }
      : judged,
  );
  return piece;
}

/** Returns the number of requests that failed: of a rate, those of which it is true. */
function failedOf(metrics: readonly K6Metric[]): unknown {
  const failed = new Map(
    metrics.find(({ name }) => name === "http_req_failed")?.values,
  );
  return failed.get("matches") ?? failed.get("passes");
}

function metricsOf(json: unknown): readonly K6Metric[] {
  const listed = listAt(json, "results/metrics").map((metric) => ({
    name: textAt(metric, "name"),
    unit: unitOfContent(textAt(metric, "contains")),
    values: entriesAt(metric, "values"),
    thresholds: [],
  }));
  return [
    ...listed,
    ...entriesAt(json, "metrics").map(([name, metric]) => ({
      name,
      unit: valueAt(metric, "contains") === undefined
        ? unitOfMetric(name)
        : unitOfContent(textAt(metric, "contains")),
      values: valueAt(metric, "values") === undefined
        ? entriesAt(metric, "").filter(([key]) => key !== "thresholds")
        : entriesAt(metric, "values"),
      thresholds: entriesAt(metric, "thresholds"),
    })),
  ];
}

/** Statistics of a trend, by k6's names. */
const statistics = new Map([["avg", "mean"], ["med", "median"]]);

function addMetric(
  context: ToolContext,
  { name, unit, values }: K6Metric,
): void {
  const keys = new Set(values.map(([key]) => key));
  // Only a rate has passes or matches; a trend has a count beside its mean.
  const isRate = ["passes", "fails", "matches"].some((key) => keys.has(key));
  const isCounter = keys.has("count") && !keys.has("avg");
  const symbol = unit?.symbol ?? "";
  const kind = name === "http_req_duration" ? "latency" : name;
  const estimate = { estimator: "R-7", n: null };
  for (const [key, value] of values) {
    const field = { label: `${name}/${key}`, value, kind, symbol };
    const percentile = /^p\((\d+(?:\.\d+)?)\)$/.exec(key)?.[1];
    if (percentile !== undefined) {
      addField(
        context,
        { ...field, statistic: `p${Number(percentile)}` },
        estimate,
      );
    } else if (isRate && !["rate", "value"].includes(key)) {
      addField(context, { ...field, statistic: key, symbol: "" });
    } else if (isRate) {
      // The second shape writes the rate as `value`.
      addField(context, { ...field, statistic: "value", symbol: "1" });
    } else if (isCounter && key === "rate") {
      addField(context, {
        ...field,
        kind: name === "http_reqs" ? "throughput" : `${name}_rate`,
        statistic: "value",
        symbol: symbol === "B" ? "B/s" : "1/s",
      });
    } else if (isCounter) addField(context, { ...field, statistic: "value" });
    else if (key === "count") {
      addField(context, { ...field, statistic: "count", symbol: "" });
    } else {
      addField(
        context,
        { ...field, statistic: statistics.get(key) ?? key },
        key === "med" ? estimate : undefined,
      );
    }
  }
}

/** Adds the thresholds as objectives. */
function withThresholds(
  run: Run,
  { metrics, context }: {
    readonly metrics: readonly K6Metric[];
    readonly context: ToolContext;
  },
): Run {
  const found = metrics.flatMap((metric) =>
    metric.thresholds.map(([expression, held]) =>
      readThreshold(expression, {
        metric: metric.name,
        values: new Map(metric.values),
        unit: metric.unit,
        held,
      })
    )
  );
  if (found.length === 0) return run;
  const inverted = found.filter(({ isInverted }) => isInverted);
  if (inverted.length > 0) {
    warnRun(
      context,
      "threshold-inverted",
      "in this shape of the summary a threshold is true if it failed; it is kept as missed",
      inverted.length,
    );
  }
  const objectives = found.flatMap(({ objective }): ObjectiveResult[] =>
    objective === null ? [] : [objective]
  );
  const hasFailed = found.some(({ hasHeld }) => hasHeld === false);
  const isKnown = found.every(({ hasHeld }) => hasHeld !== null);
  return {
    ...run,
    objectives,
    verdict: hasFailed ? "fail" : isKnown ? "pass" : "none",
    verdict_text: found.map(({ text }) => text).join("; "),
  };
}
