/** Tiles of an import: of operations that another tool recorded, or of values that it computed. */
import { formatPercent, formatValue } from "../../record/mod.ts";
import { type TileParts, tileRoom } from "../../report/mod.ts";
import type { RunContent } from "../facts/run_content.ts";
import type { ReportedLine } from "../facts/run_lines.ts";
import { reportedName, reportedText } from "../sections/reported.ts";
import {
  duration,
  memoryTile,
  plainMeaning,
  sampleSize,
  split,
} from "./tile_parts.ts";

/** Returns the number of operations, their success, and the slowest kind. */
export function operationTiles(content: RunContent): TileParts[] {
  const { kinds } = content.operations;
  const meaning = plainMeaning(content);
  const n = kinds.reduce((sum, kind) => sum + kind.n, 0);
  const ok = kinds.reduce((sum, kind) => sum + kind.ok, 0);
  if (n === 0) return [];
  const slowest = kinds.filter(({ p50 }) => p50 !== null)
    .toSorted((a, b) => (b.p50 ?? 0) - (a.p50 ?? 0))[0];
  return [
    {
      label: "Operations",
      value: formatValue(n, ""),
      n: sampleSize(kinds.length, "kind"),
      meaning,
    },
    {
      label: "Success",
      ...split(formatPercent(ok / n)),
      n: sampleSize(n, "operation"),
      meaning,
    },
    ...slowest
      ? [{
        label: clip(`Median of ${slowest.kind}`, tileRoom.label),
        ...duration(slowest.p50),
        interval: kinds.length > 1 ? "the slowest kind" : "",
        n: sampleSize(slowest.ok, "success", "successes"),
        meaning,
      }]
      : [],
    ...memoryTile(content, 0),
  ];
}

/** Returns the mean of each metric of an import that has samples only. */
export function sampleTiles(content: RunContent): TileParts[] {
  const format = (value: number) => formatValue(value, "", { digits: 3 });
  return content.samples.map((
    { metric, unit, mean, min, max, n, sources },
  ) => ({
    label: clip(`Mean ${metric.replaceAll("_", " ")}`, tileRoom.label),
    value: format(mean),
    unit: clip(unit, tileRoom.value),
    interval: `range ${format(min)} to ${format(max)}`,
    n: `${sampleSize(n, "sample")} of ${sources} ${
      sources === 1 ? "source" : "sources"
    }`,
    meaning: plainMeaning(content),
  }));
}

/** Kinds of reported values that readers look for first, in order. */
const sought: readonly RegExp[] = [
  /^throughput/,
  /^datapoints_rate/,
  /^success_rate|^query_success_rate/,
  /^http_failure_rate/,
  /^latency/,
  /^http_request_time/,
  /^memory/,
  /^cpu/,
];

/** Returns the reported values that readers look for first, else the first ones of the record. */
export function reportedTiles(content: RunContent): TileParts[] {
  const lines = content.lines.reported
    .filter(({ value, struck }) => value !== null && !struck);
  const first = sought.flatMap((pattern) => {
    const found = lines.filter(({ kind }) => pattern.test(kind));
    return found.toSorted((a, b) => rank(a) - rank(b))[0] ?? [];
  });
  return (first.length >= 3 ? first : lines).map((line) => ({
    label: clip(reportedName(line), tileRoom.label),
    ...cut(reportedText(line)),
    n: line.n === null ? "as reported" : `n = ${formatValue(line.n, "")}`,
    meaning: plainMeaning(content),
  }));
}

/** Prefers the highest percentile, then what stands alone. */
function rank({ statistic }: ReportedLine): number {
  const order = ["p99", "p95", "measured", "value", "mean", "avg", "median"];
  const at = order.indexOf(statistic);
  return at < 0 ? order.length : at;
}

function cut(text: string): { readonly value: string; readonly unit: string } {
  const { value, unit } = split(text);
  return {
    value: clip(value, tileRoom.value),
    unit: clip(unit, tileRoom.value),
  };
}

/** Cuts a text of a record to the room of a tile. */
function clip(text: string, room: number): string {
  return text.length > room ? `${text.slice(0, room - 1)}…` : text;
}
