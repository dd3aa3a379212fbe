/** Tables of published figures beside those of this project's runs. */
import { formatDuration, formatValue, type Mode } from "../../../record/mod.ts";
import { column, type Table, table } from "../../../report/cells.ts";
import type { BenchmarkFigure } from "./published_benchmarks.ts";
import type { PublishedClaim } from "./published_claims.ts";
import type { PushFigure, PushPart } from "./published_pushes.ts";

const partLabels: Readonly<Record<PushPart, string>> = {
  push: "upload",
  start: "start",
  whole: "whole push",
};

const APART =
  "Platforms, machines and years differ: the rows stand beside each other, and are no comparison.";

/** Makes the table of the times of pushes. */
export function publishedPushTable(rows: readonly PushFigure[]): Table {
  return table(rows, [
    column.text("source", "Source", { note: ({ mode }) => originOf(mode) }),
    column.text(({ load }) => load === "" ? null : load, "Load"),
    column.duration("median", "Median"),
    column.text(({ part }) => partLabels[part], "Part"),
    column.number("n", "n", {
      note: ({ n, timed, failed }) => {
        const untimed = n - timed - failed;
        return [
          failed > 0 ? `${failed} did not succeed` : "",
          untimed > 0 ? `${untimed} without a time` : "",
        ].filter((text) => text !== "").join(", ");
      },
    }),
    column.duration("min", "Shortest"),
    column.duration("max", "Longest"),
    column.text("estimator", "Estimator", { detail: true }),
    fileColumn(),
  ], {
    caption: "Pushes, as published and as run here",
    headline: APART,
    none: "Nothing is published, and nothing was pushed.",
  });
}

/** Makes the table of the times of loops and requests. */
export function publishedBenchmarkTable(
  rows: readonly BenchmarkFigure[],
): Table {
  return table(rows, [
    column.text("loop", "What", { note: ({ measure }) => measure }),
    column.text("source", "Source", { note: ({ mode }) => originOf(mode) }),
    column.number("cells", "Cells"),
    column.number("instances", "Instances"),
    column.cell<BenchmarkFigure>("Mean", "right", ({ mean, sd, bound }) => ({
      text: mean !== null
        ? formatDuration(mean)
        : bound === null
        ? "–"
        : `${bound.is} ${formatDuration(bound.value)}`,
      sort: mean ?? bound?.value ?? null,
      note: sd === null ? "" : `sd ${formatDuration(sd)}`,
    })),
    column.duration("min", "Shortest"),
    column.duration("max", "Longest"),
    column.text("estimator", "Estimator", { detail: true }),
    fileColumn(),
  ], {
    caption: "Loops and requests, as published and as run here",
    headline: APART,
    none: "Nothing is published, and no run recorded a loop.",
  });
}

/** Makes the table of what documents say. */
export function publishedClaimTable(rows: readonly PublishedClaim[]): Table {
  return table(rows, [
    column.text("about", "About", { note: ({ statement }) => statement }),
    column.cell<PublishedClaim>(
      "Stated",
      "right",
      ({ statistic, value, unit }) => ({
        text: `${statistic === "value" ? "" : `${statistic} `}${
          unit === "s" ? formatDuration(value) : formatValue(value, unit)
        }`,
        sort: value,
      }),
    ),
    column.text("document", "Document", { note: ({ date }) => date }),
    column.number("cells", "Cells", { detail: true }),
    column.number("instances", "Instances", { detail: true }),
  ], {
    caption: "What documents say",
    headline: "Reported in words: no value behind them is public.",
    none: "No document says anything of this.",
  });
}

/** Makes the column of the imported files, which the list of sources names. */
function fileColumn<Row extends { readonly file: string }>() {
  return column.text<Row>(
    ({ file }) => file === "" ? null : file,
    "Imported file",
    { detail: true },
  );
}

function originOf(mode: Mode): string {
  return mode === "imported" ? "published" : mode;
}
