/** Names series of Prometheus: what they are measured of, their metric with its labels, and its unit. */

/** Label of a series, and its value. */
export type SeriesLabel = readonly [name: string, value: string];

/** Name and unit of a series. */
export interface SeriesName {
  readonly source: string;
  /** As in the text format: `requests_total{method="PUT"}`. */
  readonly metric: string;
  readonly unit: string;
}

/** Settings of importers of Prometheus, with their meaning. */
export const nameSettings = {
  source: "label that tells what a series is measured of; default instance",
  metric: "name of series that have none, as those of an expression",
  unit: "unit of series whose name tells none, such as % or ms",
};

/** Returns the name of a series, whose label `source` becomes its source. */
export function nameSeries(
  name: string,
  labels: readonly SeriesLabel[],
  settings: Readonly<Record<string, string>>,
): SeriesName {
  const key = settings.source ?? "instance";
  const source = labels.find(([label]) => label === key)?.[1] ?? "";
  const others = labels.filter(([label]) => label !== key);
  const inner = others.map(([label, value]) => `${label}="${escape(value)}"`);
  const bare = name || settings.metric || "value";
  return {
    source: source || "prometheus",
    metric: inner.length === 0 ? bare : `${bare}{${inner.join(",")}}`,
    unit: unitOf(name) ?? settings.unit ?? "",
  };
}

/** Returns the unit by the naming rules of Prometheus, empty for a count; null if the name tells none. */
function unitOf(name: string): string | null {
  if (/_(?:count|bucket)$/.test(name)) return "";
  const bare = name.replace(/_(?:total|sum|created)$/, "");
  if (/_seconds$/.test(bare)) return "s";
  if (/_bytes$/.test(bare)) return "B";
  if (/_ratio$/.test(bare)) return "1";
  return null;
}

function escape(text: string): string {
  return text.replace(
    /[\\"\n]/g,
    (special) => special === "\n" ? "\\n" : `\\${special}`,
  );
}
