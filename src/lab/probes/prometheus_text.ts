/**
 * The Prometheus text format, version 0.0.4: what a node's /metrics page says.
 *
 * Not a library: `parse-prometheus-text-format` takes broken lines for series with words as values, and reads all of a page
 * of etcd (1,500 lines) in 3 ms where the few families we keep need a tenth of that; `prom-client` only writes.
 */

export type FamilyType =
  | "counter"
  | "gauge"
  | "histogram"
  | "summary"
  | "untyped";

/** One series of a page. */
export interface Series {
  /** Name of the family; that of a histogram's buckets, sum and count is the histogram's. */
  readonly family: string;
  readonly type: FamilyType;
  readonly name: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** May be NaN or infinite. */
  readonly value: number;
  /** Milliseconds since 1970, null where the page says none. */
  readonly timestamp: number | null;
}

export interface PrometheusPage {
  readonly series: readonly Series[];
  /** Lines that are none of the format, counted from 1. */
  readonly rejected: readonly number[];
}

export interface ParseOptions {
  /** Which families to read; the lines of others are passed over unread. @default {all} */
  readonly keep?: (family: string) => boolean;
}

/** Suffixes of the series that make up one family. */
const PARTS: Readonly<Partial<Record<FamilyType, RegExp>>> = {
  histogram: /_(?:bucket|sum|count)$/,
  summary: /_(?:sum|count)$/,
};

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*/;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;
const REST = /^[ \t]*(\S+)(?:[ \t]+(-?\d+))?[ \t]*$/;
const TYPE =
  /^#[ \t]+TYPE[ \t]+(\S+)[ \t]+(counter|gauge|histogram|summary|untyped)[ \t]*$/;

/** Reads a page; the order of its series is kept. A line that cannot be read is told, and the rest is read. */
export function parsePrometheus(
  text: string,
  { keep = () => true }: ParseOptions = {},
): PrometheusPage {
  const series: Series[] = [];
  const rejected: number[] = [];
  const types = new Map<string, FamilyType>();
  /** Name of the last line that was not kept: most lines are such, and of the same name as the one before. */
  let unwanted = " ";
  let number = 0;
  for (const written of text.split("\n")) {
    number++;
    if (written.startsWith(unwanted)) {
      const next = written[unwanted.length];
      if (next === "{" || next === " ") continue;
    }
    const line = written.trimStart();
    if (line === "") continue;
    if (line.startsWith("#")) {
      const [, family = "", type = "untyped"] = TYPE.exec(line) ?? [];
      if (family !== "") types.set(family, type as FamilyType);
      continue;
    }
    const [name] = NAME.exec(line) ?? [""];
    const family = familyOf(name, types);
    if (name !== "" && !keep(family)) {
      unwanted = name;
      continue;
    }
    const read = name === "" ? null : parseSeries(line, name);
    if (read === null) rejected.push(number);
    else series.push({ family, type: types.get(family) ?? "untyped", ...read });
  }
  return { series, rejected };
}

function familyOf(
  name: string,
  types: ReadonlyMap<string, FamilyType>,
): string {
  if (types.has(name)) return name;
  const base = name.replace(/_(?:bucket|sum|count)$/, "");
  const type = types.get(base);
  return type && PARTS[type]?.test(name) ? base : name;
}

function parseSeries(
  line: string,
  name: string,
): Pick<Series, "name" | "labels" | "value" | "timestamp"> | null {
  const parsed = parseLabels(line, name.length);
  if (!parsed) return null;
  const [, number = "", timestamp] = REST.exec(line.slice(parsed.end)) ?? [];
  const value = parseValue(number);
  if (value === null) return null;
  return {
    name,
    labels: parsed.labels,
    value,
    timestamp: timestamp === undefined ? null : Number(timestamp),
  };
}

/** The labels in braces from `start` on, if any, and where they end; null for braces that do not close. */
function parseLabels(
  line: string,
  start: number,
): { readonly labels: Series["labels"]; readonly end: number } | null {
  const open = /\S/.exec(line.slice(start));
  if (open?.[0] !== "{") return { labels: [], end: start };
  const labels: (readonly [string, string])[] = [];
  let end = start + open.index + 1;
  for (;;) {
    LABEL.lastIndex = end;
    const found = LABEL.exec(line);
    if (!found) break;
    labels.push([found[1] ?? "", unescape(found[2] ?? "")]);
    end = LABEL.lastIndex;
  }
  const close = /^\s*\}/.exec(line.slice(end));
  return close ? { labels, end: end + close[0].length } : null;
}

/** `\\`, `\"` and `\n`; a backslash before anything else stands for itself. */
function unescape(text: string): string {
  return text.replace(
    /\\([\\"n])/g,
    (_, escaped: string) => escaped === "n" ? "\n" : escaped,
  );
}

function escape(text: string): string {
  return text.replace(
    /[\\"\n]/g,
    (special) => special === "\n" ? "\\n" : `\\${special}`,
  );
}

/** A number as Go writes it; null for anything else. */
function parseValue(text: string): number | null {
  const special = /^([+-]?)(?:(inf|infinity)|nan)$/i.exec(text);
  if (special) {
    const [, sign, infinite] = special;
    return infinite ? (sign === "-" ? -Infinity : Infinity) : NaN;
  }
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)
    ? Number(text)
    : null;
}

/** Name and labels as the format writes them: `requests_total{method="PUT"}`. */
export function formatSeries({ name, labels }: Series): string {
  if (labels.length === 0) return name;
  const inner = labels.map(([key, value]) => `${key}="${escape(value)}"`);
  return `${name}{${inner.join(",")}}`;
}
