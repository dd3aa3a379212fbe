/**
 * Imports time series of Datadog: the JSON of its query API, version 1 with pairs of a time and a value, and version 2 with
 * columns. A null is a gap; a query may find no series.
 */
import { defineTool } from "../load_frame/define_tool.ts";
import {
  listAt,
  numberAt,
  textAt,
  toNumber,
  valueAt,
} from "../load_frame/document.ts";
import { hasKeys } from "../load_frame/glance.ts";
import { openTool } from "../load_frame/open_tool.ts";
import { openSeries } from "../load_frame/series.ts";
import { warnRun } from "../load_frame/tool_fields.ts";
import { unknownRun } from "../load_frame/tool_run.ts";
import { baseUnit, maybeUnit } from "../../record/mod.ts";
import type {
  Imported,
  ImportOptions,
  SourceFile,
} from "../source/importer.ts";
import { parseJson } from "../source/json.ts";
import { spanOf } from "./time_span.ts";

/** Importer of Datadog, format `datadog`. */
export const datadog = defineTool({
  format: "datadog",
  title: "Datadog: JSON of time series, of version 1 or 2 of its API",
  extensions: [".json"],
  settings: { metric: "name of the series of version 2, which have none" },
  shapes: [
    {
      title: "JSON of /api/v1/query",
      marks: "the keys series, res_type or resp_version, query",
      fits: (glance) =>
        hasKeys(glance, "series", "status") &&
        /"(?:pointlist|resp_version|res_type)"/.test(glance.text),
      isStreamed: false,
      read: (file, options) => read(file, options, ofVersion1),
    },
    {
      title: "JSON of /api/v2/query/timeseries",
      marks: "the type timeseries_response",
      fits: ({ text }) =>
        /^\{/.test(text) && /"type"\s*:\s*"timeseries_response"/.test(text),
      isStreamed: false,
      read: (file, options) => read(file, options, ofVersion2),
    },
  ],
});

/** Series of an answer. */
interface DatadogSeries {
  readonly source: string;
  readonly metric: string;
  /** As the API describes it: unit, and that by which it is divided. */
  readonly unit: unknown;
  /** Unix ms, and the value. */
  readonly points: readonly (readonly [ms: number, value: unknown])[];
}

function read(
  file: SourceFile,
  options: ImportOptions,
  seriesOf: (json: unknown, options: ImportOptions) => DatadogSeries[],
): Imported {
  const json = parseJson(file);
  const all = seriesOf(json, options);
  const context = openTool(file, options, {
    ...unknownRun,
    ...spanOf(all.flatMap(({ points }) => points.map(([ms]) => ms))),
    tool: "datadog",
    notes: textAt(json, "query").slice(0, MAX_QUERY_CHARS),
  });
  if (all.length === 0) {
    warnRun(context, "no-series", "the query found no series");
  }
  const error = textAt(json, "error");
  if (error !== "") {
    warnRun(context, "told-by-datadog", error.slice(0, MAX_QUERY_CHARS));
  }
  const series = openSeries();
  for (const { source, metric, unit, points } of all) {
    const { symbol, factor } = unitOf(unit);
    for (const [ms, value] of points) {
      const number = toNumber(value);
      series.add(context, {
        source,
        metric,
        symbol,
        ms,
        value: number === null ? value : number * factor,
      });
    }
  }
  series.close(context);
  return context.piece;
}

/** Longest query kept. */
const MAX_QUERY_CHARS = 200;

function ofVersion1(json: unknown): DatadogSeries[] {
  return listAt(json, "series").map((series) => ({
    source: textAt(series, "scope") || "datadog",
    metric: textAt(series, "display_name") || textAt(series, "metric") ||
      "value",
    unit: valueAt(series, "unit"),
    points: listAt(series, "pointlist").map((point) => {
      const [ms, value]: readonly unknown[] = Array.isArray(point) ? point : [];
      return [toNumber(ms) ?? NaN, value] as const;
    }),
  }));
}

function ofVersion2(
  json: unknown,
  { settings }: ImportOptions,
): DatadogSeries[] {
  const times = listAt(json, "data/attributes/times");
  const values = listAt(json, "data/attributes/values");
  return listAt(json, "data/attributes/series").map((series, i) => {
    const column = values[i];
    const tags = listAt(series, "group_tags").map(String).join(",");
    return {
      source: tags || "datadog",
      metric: settings.metric ??
        `query ${numberAt(series, "query_index") ?? i}`,
      unit: valueAt(series, "unit"),
      points: (Array.isArray(column) ? column : []).map((value, row) =>
        [toNumber(times[row]) ?? NaN, value] as const
      ),
    };
  });
}

/** Returns the unit of a series, and the factor of its values to it: Datadog has units that the record does not. */
function unitOf(
  unit: unknown,
): { readonly symbol: string; readonly factor: number } {
  const [of, per]: readonly unknown[] = Array.isArray(unit) ? unit : [];
  const name = textAt(of, "short_name") || textAt(of, "name");
  const divisor = textAt(per, "short_name") || textAt(per, "name");
  const symbol = divisor === "" ? name : `${name}/${divisor}`;
  if (maybeUnit(symbol) !== undefined) return { symbol, factor: 1 };
  const scale = numberAt(of, "scale_factor");
  const base = families.get(textAt(of, "family"));
  return base !== undefined && divisor === "" && scale !== null
    ? { symbol: base, factor: scale }
    : { symbol, factor: 1 };
}

/** Base units of families of units. */
const families = new Map([
  ["time", baseUnit.time],
  ["bytes", baseUnit.bytes],
]);
