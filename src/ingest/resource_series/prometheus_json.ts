/**
 * Imports the answer of Prometheus to a query. Values are texts, NaN and infinities among them; a step without a value is
 * missing. The five minutes that Prometheus looks back fill the gaps of an outage.
 */
import { openTool } from "../load_frame/open_tool.ts";
import {
  entriesAt,
  listAt,
  textAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import { openSeries } from "../load_frame/series.ts";
import { type ToolContext, warnRun } from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import {
  type Imported,
  type ImportOptions,
  InputError,
  type SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { nameSeries, type SeriesName } from "./metric_name.ts";
import { spanOf } from "./time_span.ts";

/** Series of an answer. */
interface AnswerSeries {
  readonly labels: readonly (readonly [string, string])[];
  /** Pairs of Unix seconds and the text of a number. */
  readonly points: readonly unknown[];
  /** Pairs of Unix seconds and a native histogram. */
  readonly histograms: readonly unknown[];
}

/** Imports an answer as one run. Throws `InputError` for an error of Prometheus, and for one without series. */
export function readPrometheusJson(
  file: SourceFile,
  options: ImportOptions,
): Imported {
  const json = parseJson(file);
  const all = seriesOf(file, json);
  const times = all.flatMap(({ points, histograms }) =>
    [...points, ...histograms].map((point) => partsOf(point)[0])
  );
  const context = openTool(file, options, {
    ...unknownRun,
    ...spanOf(times),
    tool: "prometheus",
  });
  if (all.length === 0) {
    warnRun(context, "no-series", "the query found no series");
  }
  const series = openSeries();
  let buckets = 0;
  for (const { labels, points, histograms } of all) {
    const name = labels.find(([label]) => label === "__name__")?.[1] ?? "";
    const own = labels.filter(([label]) => label !== "__name__");
    const named = nameSeries(name, own, options.settings);
    const add = (
      { metric, unit }: SeriesName,
      ms: number,
      value: unknown,
    ) =>
      series.add(context, {
        source: named.source,
        metric,
        symbol: unit,
        ms,
        value,
      });
    for (const point of points) add(named, ...partsOf(point));
    for (const point of histograms) {
      const [ms, histogram] = partsOf(point);
      for (const part of ["count", "sum"]) {
        const partName = `${name || "value"}_${part}`;
        add(
          nameSeries(partName, own, options.settings),
          ms,
          valueAt(histogram, part),
        );
      }
      buckets += listAt(histogram, "buckets").length;
    }
  }
  series.close(context);
  warnOfAnswer(context, json, buckets);
  return context.piece;
}

function seriesOf(file: SourceFile, json: unknown): AnswerSeries[] {
  if (textAt(json, "status") === "error") {
    const problem = `${textAt(json, "errorType")}: ${textAt(json, "error")}`;
    throw new InputError(
      file.name,
      "",
      `holds an error of Prometheus (${
        problem.replace(/\s+/g, " ").slice(0, 200)
      })`,
      "mend the query, and ask again",
    );
  }
  const results = listAt(json, "data/result");
  switch (textAt(json, "data/resultType")) {
    case "matrix":
    case "vector":
      return results.map((result) => ({
        labels: entriesAt(result, "metric")
          .map(([label, value]) => [label, String(value)] as const),
        points: pointsOf(result, "values", "value"),
        histograms: pointsOf(result, "histograms", "histogram"),
      }));
    case "scalar":
      return [{
        labels: [["__name__", "scalar"]],
        points: [results],
        histograms: [],
      }];
    default:
      throw new InputError(
        file.name,
        "",
        "holds no series of a query (data.resultType is none of matrix, vector, scalar)",
        "give the answer of /api/v1/query_range",
      );
  }
}

/** Returns the points of a matrix, or the one of a vector. */
function pointsOf(
  result: unknown,
  many: string,
  one: string,
): readonly unknown[] {
  const single = valueAt(result, one);
  return single === undefined ? listAt(result, many) : [single];
}

/** Returns the Unix ms and the value of a point; NaN and undefined for what is none. */
function partsOf(point: unknown): readonly [ms: number, value: unknown] {
  const [seconds, value]: readonly unknown[] = Array.isArray(point)
    ? point
    : [];
  return [(toNumber(seconds) ?? NaN) * 1000, value];
}

function warnOfAnswer(
  context: ToolContext,
  json: unknown,
  buckets: number,
): void {
  for (const kind of ["warnings", "infos"]) {
    for (const text of listAt(json, kind)) {
      warnRun(
        context,
        "told-by-prometheus",
        String(text).replace(/\s+/g, " ").slice(0, 200),
      );
    }
  }
  if (buckets > 0) {
    warnRun(
      context,
      "buckets-left-out",
      "of native histograms the counts and sums are kept, and not the buckets",
      buckets,
    );
  }
}
