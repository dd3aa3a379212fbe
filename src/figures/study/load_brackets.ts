import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import {
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { logAxis } from "../drawing/log_axis.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, PAPER } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import { axisLabel, formatValue } from "../drawing/ticks.ts";
import {
  type LoadLineRun,
  type LoadResultName,
  resultItems,
} from "./parts/load_dots.ts";

/** Load line of one configuration with the runs of its search, in the plotted unit. */
export interface LoadBracket {
  readonly name: string;
  /** Highest load at which most runs held; null for none. */
  readonly held: number | null;
  /** Lowest load at which most runs broke; null for none. */
  readonly broke: number | null;
  readonly runs: readonly Pick<LoadLineRun, "load" | "result" | "doubtful">[];
}

/** Options of `plotLoadBrackets`. */
export interface LoadBracketsOptions extends FigureText {
  /** Label and unit of the load. */
  readonly load: { readonly label: string; readonly unit: string };
  /** Load that is asked for; null for none. @default {null} */
  readonly required?: number | null;
}

const ROW = 34;
const TOP = 28;
const BOTTOM = 44;
/** Half the height of the bar of a bracket, in rows. */
const HALF = 0.3;
/** Places of the results within a row, so that they do not hide each other, in rows. */
const LANES: Readonly<Record<LoadResultName, number>> = {
  held: -0.12,
  unknown: 0,
  broke: 0.12,
};

const sure = "up to here most runs held";
const between = "from there to where most broke";

/**
 * Draws the load lines of many configurations below each other, in order of rows: a bar up to the highest load at which
 * most runs held, a fainter one on to the lowest at which most broke, and every run. A rule stands at the load that is
 * asked for.
 * Throws `RangeError` without runs.
 */
export function plotLoadBrackets(
  rows: readonly LoadBracket[],
  { title, caption = "", load, required = null }: LoadBracketsOptions,
): Figure {
  const runs = rows.flatMap(({ runs }, y) =>
    runs.map((run) => ({ ...run, y: y + LANES[run.result] }))
  );
  const loads = [
    ...runs.map(({ load }) => load),
    ...required === null ? [] : [required],
  ].filter((load) => load > 0);
  if (runs.length === 0 || loads.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const domain: [number, number] = [
    Math.min(...loads) / 1.4,
    Math.max(...loads) * 1.4,
  ];
  const axis = rowAxis(rows.map(({ name }) => name), { widest: 190, lines: 2 });
  const texts = rows.map(describe);
  const marginRight = 16 +
    Math.max(...texts.map((text) => textWidth(text, FONT_SIZE)));
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: rows.length * ROW + TOP + BOTTOM,
    marginTop: TOP,
    marginBottom: BOTTOM,
    marginLeft: axis.margin,
    marginRight,
    x: { type: "log", domain, axis: null },
    y: axis.scale,
    marks: [
      axis.rules,
      axis.labels,
      ...logAxis({
        axis: "x",
        domain,
        label: axisLabel(load.label, load.unit),
        labelOffset: 36,
      }),
      ...plotBars(rows, domain[0]),
      ...required === null ? [] : plotRequired(required),
      ...(["held", "unknown", "broke"] as const).map((result) =>
        Plot.dot(runs.filter((run) => run.result === result), {
          x: "load",
          y: "y",
          ...dotted(resultItems[result].style),
          r: 3,
          ...tagSeries(resultItems[result].label),
        })
      ),
      Plot.dot(runs.filter(({ doubtful }) => doubtful), {
        ...{ x: "load", y: "y", r: 6, stroke: INK },
      }),
      Plot.text(texts, {
        y: (_, i) => i,
        text: (text: string) => text,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        fill: INK,
      }),
    ],
  });
  return toFigure([...plotLegend(legendOf(runs), document), panel], {
    title,
    caption,
    n: runs.length,
    counted: runs.length === 1 ? "run" : "runs",
    notes: runs.some(({ doubtful }) => doubtful) ? ["ring: in doubt"] : [],
    data: {
      columns: [
        { label: "configuration", unit: "" },
        { label: load.label, unit: load.unit },
        { label: "result", unit: "" },
        { label: "in doubt", unit: "" },
        { label: "held up to", unit: load.unit },
        { label: "broke at", unit: load.unit },
      ],
      rows: rows.flatMap(({ name, held, broke, runs }) =>
        runs.map((run) => [
          name,
          run.load,
          run.result,
          run.doubtful ? "yes" : "no",
          held,
          broke,
        ])
      ),
    },
  });
}

/** Returns `34M to 41M`; which ends are open is said. */
function describe({ held, broke }: LoadBracket): string {
  if (held === null && broke === null) return "not known";
  if (held === null) return `broke at ${formatValue(broke ?? NaN)}`;
  if (broke === null) return `at least ${formatValue(held)}`;
  return held < broke
    ? `${formatValue(held)} to ${formatValue(broke)}`
    : `held ${formatValue(held)}, broke ${formatValue(broke)}`;
}

function plotBars(
  rows: readonly LoadBracket[],
  low: number,
): Plot.Markish[] {
  const bars = rows.map(({ held, broke }, y) => ({
    y,
    held: held ?? low,
    broke: broke === null ? held ?? low : Math.max(broke, held ?? low),
  }));
  const heights = {
    y1: ({ y }: { readonly y: number }) => y - HALF,
    y2: ({ y }: { readonly y: number }) => y + HALF,
  };
  return [
    Plot.rect(bars, {
      ...heights,
      x1: "held",
      x2: "broke",
      fill: INK,
      fillOpacity: 0.14,
      ...tagSeries(between),
    }),
    Plot.rect(bars, {
      ...heights,
      x1: () => low,
      x2: "held",
      fill: resultItems.held.style.colour,
      fillOpacity: 0.3,
      ...tagSeries(sure),
    }),
  ];
}

function plotRequired(required: number): Plot.Markish[] {
  const style = meaningStyle("limit");
  return [
    Plot.ruleX([required], {
      stroke: style.colour,
      strokeWidth: 1.6,
      strokeDasharray: style.dash ?? "",
    }),
    Plot.text([clipText(`asked for: ${formatValue(required)}`, 200, 13)], {
      x: () => required,
      text: (text: string) => text,
      frameAnchor: "top",
      lineAnchor: "bottom",
      dy: -6,
      fill: INK,
      stroke: PAPER,
      strokeWidth: 3,
    }),
  ];
}

function legendOf(
  runs: readonly Pick<LoadLineRun, "result">[],
): LegendItem[] {
  return [
    ...(["held", "broke", "unknown"] as const)
      .filter((name) => runs.some(({ result }) => result === name))
      .map((name) => resultItems[name]),
    { label: sure, style: resultItems.held.style, kind: "area" },
    { label: between, style: meaningStyle("measured"), kind: "band" },
  ];
}
