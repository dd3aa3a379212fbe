import * as Plot from "@observablehq/plot";
import { noteLeftOut, plotMarkLabels, plotMarks } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import {
  MARGIN_LEFT,
  MARGIN_RIGHT,
  MARGIN_TOP,
  valueAxis,
  wideFrame,
} from "../drawing/frame.ts";
import { plotLegend } from "../drawing/legend.ts";
import { stylesOf } from "../drawing/meaning.ts";
import { seriesStyle } from "../drawing/palette.ts";
import { axisLabel, nounFor } from "../drawing/ticks.ts";
import { timeAxis, versionAxis } from "./parts/trend_axis.ts";
import {
  plotLevels,
  plotSeries,
  toMark,
  type TrendChange,
  type TrendRepetition,
  type TrendRow,
  writeName,
} from "./parts/trend_marks.ts";
import { drawnSeries } from "./parts/trend_series.ts";

export type { TrendChange, TrendRepetition, TrendRow };

/** Options of `plotTrend`. */
export interface TrendOptions extends FigureText {
  /** Label of the y axis. */
  readonly metric: string;
  readonly unit: string;
  /** Places runs by time, or evenly by version in order of its first run. @default {"time"} */
  readonly x?: "time" | "version";
  /** Draws all series in one panel, or each in its own with its own scale. @default {"overlay"} */
  readonly arrange?: "overlay" | "facets";
  /** @default {[]} */
  readonly changes?: readonly TrendChange[];
  /**
   * What a dot is: the median of a run's repetitions, with the least and the largest, or one metric of a run, with the
   * bounds that its operations give. @default {"repetitions"}
   */
  readonly of?: keyof typeof wordings;
  /** Single repetitions, drawn as faint points. @default {[]} */
  readonly repetitions?: readonly TrendRepetition[];
}

/** What the dots and rules are, in the notes and in the data. */
interface Wording {
  readonly dot: string;
  readonly rule: string;
  readonly columns: readonly string[];
  readonly n: string;
}

const wordings: Readonly<Record<"repetitions" | "operations", Wording>> = {
  repetitions: {
    dot: "median of a run",
    rule: "its least to largest value",
    columns: [", median", ", least", ", largest"],
    n: "repetitions",
  },
  operations: {
    dot: "a run",
    rule: "95 % interval within the run",
    columns: ["", ", lower bound", ", upper bound"],
    n: "operations",
  },
};

/**
 * Draws a metric over time or version: a dot for each run's median, a faint rule from its lowest to its highest
 * repetition, a line through the medians of each series, a labelled vertical rule at each change of level, and the levels as
 * broad lines. Changes that something else may have caused are grey. Of very many series some are drawn, and the note says
 * how many are not. Throws `RangeError` without rows.
 */
export function plotTrend(
  rows: readonly TrendRow[],
  {
    title,
    caption = "",
    metric,
    unit,
    x = "time",
    arrange = "overlay",
    changes = [],
    repetitions = [],
    of = "repetitions",
  }: TrendOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const axis = x === "time" ? timeAxis(rows) : versionAxis(rows);
  const { names, leftOut } = drawnSeries(rows, changes);
  const isFacets = arrange === "facets";
  // Each panel has one series and its name: a colour of its own would mean nothing.
  const styleOf = isFacets ? () => seriesStyle(0) : stylesOf(names);
  const groups = isFacets ? names.map((name) => [name]) : [names];
  const marksOf = groups.map((group) =>
    changes.filter(({ series }) => group.includes(series)).map((change) =>
      toMark(change, axis, styleOf(change.series))
    )
  );
  const labelsOf = marksOf.map((marks) =>
    plotMarkLabels(marks, {
      domain: axis.domain,
      marginLeft: MARGIN_LEFT,
      marginRight: MARGIN_RIGHT,
    })
  );
  const label = axisLabel(metric, unit);
  const panels = groups.map((group, i) => {
    const bottom = i === groups.length - 1;
    const marks = marksOf[i] ?? [];
    const labels = labelsOf[i] ?? { marks: [], height: 0 };
    const marginTop = MARGIN_TOP + labels.height;
    const marginBottom = bottom ? 24 + axis.tickHeight : 12;
    return Plot.plot({
      ...wideFrame(document),
      height: (isFacets ? 110 : 230) + marginTop + marginBottom,
      marginTop,
      marginBottom,
      x: {
        ...axis.options,
        domain: [...axis.domain],
        ...(bottom ? {} : { label: null, tickFormat: () => "" }),
      },
      y: isFacets ? valueAxis(null, 4) : valueAxis(label, 6),
      marks: [
        ...plotMarks(marks),
        ...group.flatMap((series) =>
          plotSeries(
            rows.filter((row) => row.series === series),
            repetitions.filter((row) => row.series === series),
            { series, axis, style: styleOf(series) },
          )
        ),
        ...group.flatMap((series) =>
          plotLevels(
            rows.filter((row) => row.series === series),
            changes.filter((change) => change.series === series),
            { series, axis },
          )
        ),
        ...labels.marks,
        ...(isFacets ? writeName(group[0] ?? "", label, marginTop) : []),
      ],
    });
  });
  const legend = names.map((name) => ({
    label: `${name} (${rows.filter((row) => row.series === name).length})`,
    style: styleOf(name),
    kind: "dotted line" as const,
    series: name,
  }));
  // A panel with its own name needs no legend.
  const shown = isFacets ? [] : legend;
  const { dot, rule, columns, n } = wordings[of];
  return toFigure([...plotLegend(shown, document), ...panels], {
    title,
    caption,
    n: rows.length,
    counted: nounFor(rows.length, "run"),
    notes: [
      `dot: ${dot}`,
      ...(of === "repetitions" || rows.some(({ min, max }) => min < max)
        ? [`faint rule: ${rule}`]
        : []),
      ...(changes.length > 0
        ? ["dashed rule: change of level", "broad line: median of a level"]
        : []),
      ...(changes.some(({ cause }) => cause !== "")
        ? ["grey: not of the version alone"]
        : []),
      ...noteLeftOut(labelsOf, "changes"),
      ...(leftOut === 0
        ? []
        : [`${leftOut} more series are in the data, and not drawn`]),
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        { label: "start of run", unit: "UTC" },
        { label: "version", unit: "" },
        ...columns.map((end) => ({ label: `${metric}${end}`, unit })),
        { label: n, unit: "" },
      ],
      rows: rows.map((
        { series, started_at, version, median, min, max, n },
      ) => [series, started_at, version, median, min, max, n]),
    },
  });
}
