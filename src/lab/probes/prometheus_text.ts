/**
 * Parses the Prometheus text format, version 0.0.4, of /metrics pages.
 *
 * No library is used: `parse-prometheus-text-format` accepts broken lines as series with words as values, and parses a
 * whole page of etcd (1,500 lines) in 3 ms, ten times what the few kept families need; `prom-client` only writes.
 */

export type FamilyType =
  | "counter"
  | "gauge"
  | "histogram"
  | "summary"
  | "untyped";

/** One series of a page. */
export interface Series {
  /** Name of the family; buckets, sum and count of a histogram belong to the histogram's family. */
  readonly family: string;
  readonly type: FamilyType;
  readonly name: string;
  readonly labels: readonly (readonly [name: string, value: string])[];
  /** May be NaN or infinite. */
  readonly value: number;
  /** Milliseconds since 1970; null if the line has none. */
  readonly timestamp: number | null;
}

export interface PrometheusPage {
  readonly series: readonly Series[];
  /** Numbers of lines that cannot be parsed, from 1. */
  readonly rejected: readonly number[];
}

export interface ParseOptions {
  /** Returns true for families to parse; lines of others are skipped without parsing. @default {all} */
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

/** Parses a page, preserving the order of its series. Lines that cannot be parsed are returned as `rejected`. */
export function parsePrometheus(
  text: string,
  { keep = () => true }: ParseOptions = {},
): PrometheusPage {
  const series: Series[] = [];
  const rejected: number[] = [];
  const types = new Map<string, FamilyType>();
  /** Name in the last skipped line: most lines are skipped, and have the same name as the line before. */
  let skippedName = " ";
  let number = 0;
  for (const rawLine of text.split("\n")) {
    number++;
    if (rawLine.startsWith(skippedName)) {
      const next = rawLine[skippedName.length];
      if (next === "{" || next === " ") continue;
    }
    const line = rawLine.trimStart();
    if (line === "") continue;
    if (line.startsWith("#")) {
      const [, family = "", type = "untyped"] = TYPE.exec(line) ?? [];
      if (family !== "") types.set(family, type as FamilyType);
      continue;
    }
    const [name] = NAME.exec(line) ?? [""];
    const family = familyOf(name, types);
    if (name !== "" && !keep(family)) {
      skippedName = name;
      continue;
    }
    const parsed = name === "" ? null : parseSeries(line, name);
    if (parsed === null) rejected.push(number);
    else {
      const type = types.get(family) ?? "untyped";
      series.push({ family, type, ...parsed });
    }
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

/** Parses labels in braces from `start` on, if any. Returns them with their end; null for unclosed braces. */
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
    const match = LABEL.exec(line);
    if (!match) break;
    labels.push([match[1] ?? "", unescape(match[2] ?? "")]);
    end = LABEL.lastIndex;
  }
  const close = /^\s*\}/.exec(line.slice(end));
  return close ? { labels, end: end + close[0].length } : null;
}

/** Replaces `\\`, `\"` and `\n`; any other backslash is literal. */
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

/** Parses a number in Go's notation; null for anything else. */
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

/** Formats name and labels as in the text format: `requests_total{method="PUT"}`. */
export function formatSeries({ name, labels }: Series): string {
  if (labels.length === 0) return name;
  const inner = labels.map(([key, value]) => `${key}="${escape(value)}"`);
  return `${name}{${inner.join(",")}}`;
}
