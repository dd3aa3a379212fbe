/**
 * Parses lines of metrics, in the text format of Prometheus and in that of OpenMetrics, which has exemplars, quoted names
 * and seconds. The lab's probes have a parser of their own, which is made to skip most of a page.
 */
import type { SeriesLabel } from "./metric_name.ts";

/** Sample of a page. */
export interface ExpositionLine {
  readonly name: string;
  readonly labels: readonly SeriesLabel[];
  /** As written: a number, NaN or an infinity. */
  readonly value: string;
  /** As written; empty if the line has no time. */
  readonly time: string;
}

const NAME = /[a-zA-Z_:][\w:.]*/y;
const LABEL =
  /\s*(?:([a-zA-Z_][\w.]*)|"((?:[^"\\]|\\.)*)")\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y;
/** Name of a series inside of its braces. */
const QUOTED = /\s*"((?:[^"\\]|\\.)*)"\s*(?:,|(?=\}))/y;
/** Value, time, and an exemplar, which is left out. */
const REST = /^\s*(\S+)(?:\s+(-?[\d.eE+-]+))?\s*(?:#\s*\{.*)?$/;

/** Returns the sample of a line; null for another line. */
export function parseExposition(line: string): ExpositionLine | null {
  NAME.lastIndex = 0;
  let name = NAME.exec(line)?.[0] ?? "";
  let at = name.length;
  const labels: SeriesLabel[] = [];
  const open = /^\s*\{/.exec(line.slice(at));
  if (open !== null) {
    at += open[0].length;
    QUOTED.lastIndex = at;
    const quoted = name === "" ? QUOTED.exec(line) : null;
    if (quoted !== null) {
      name = unescape(quoted[1] ?? "");
      at = QUOTED.lastIndex;
    }
    for (;;) {
      LABEL.lastIndex = at;
      const [, plain, own, value = ""] = LABEL.exec(line) ?? [];
      if (plain === undefined && own === undefined) break;
      labels.push([plain ?? unescape(own ?? ""), unescape(value)]);
      at = LABEL.lastIndex;
    }
    const close = /^\s*\}/.exec(line.slice(at));
    if (close === null) return null;
    at += close[0].length;
  }
  const rest = line.slice(at);
  if (open === null && !/^\s/.test(rest)) return null;
  const [, value, time = ""] = REST.exec(rest) ?? [];
  return name === "" || value === undefined
    ? null
    : { name, labels, value, time };
}

/** Replaces `\\`, `\"` and `\n`; any other backslash is literal. */
function unescape(text: string): string {
  return text.replace(
    /\\([\\"n])/g,
    (_, escaped: string) => escaped === "n" ? "\n" : escaped,
  );
}
