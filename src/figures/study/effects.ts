import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM } from "../drawing/frame.ts";
import { FIXED, writeTexts } from "../drawing/label.ts";
import {
  BAND_OPACITY,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, PAPER, type SeriesStyle } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import {
  axisLabel,
  formatAxis,
  formatTick,
  nounFor,
} from "../drawing/ticks.ts";

/** Difference between two samples of runs, in the plotted unit. */
export interface EffectRow {
  /** What was compared. */
  readonly label: string;
  readonly effect: number;
  /** Interval; null where there are too few runs for one. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** `~`: not beyond chance. `too few runs`: no outcome could be significant. */
  readonly verdict: "higher" | "lower" | "~" | "too few runs";
  /** Effect and interval as the tables print them. */
  readonly text: string;
  /** Runs of both samples. */
  readonly n: number;
}

/** Direction that is good. */
type Better = "higher" | "lower" | null;

/** Options of `plotEffects`. */
export interface EffectsOptions extends FigureText {
  /** What the effect is of: `change of throughput`. */
  readonly metric: string;
  readonly unit: string;
  /** Which direction is good, of all rows or of each; null for neither. @default {null} */
  readonly better?: Better | ((row: EffectRow) => Better);
  /** Smallest effect of interest, in either direction; null for none. @default {null} */
  readonly smallest?: number | null;
}

/** Height of a row: two lines of a label. */
const ROW = 36;
const WIDEST_LABEL = 270;
const TOP = 12;
const WIDEST_TEXT = 250;

/**
 * Draws effects with their intervals, the highest first: filled where they are beyond chance, hollow where they are not
 * or where there were too few runs. A rule marks no effect, a band the effects that do not matter. Throws `RangeError`
 * without rows.
 */
export function plotEffects(
  rows: readonly EffectRow[],
  { title, caption = "", metric, unit, better = null, smallest = null }:
    EffectsOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no comparisons`);
  }
  const document = figureDocument();
  const all = rows.toSorted((a, b) => b.effect - a.effect);
  const sorted = drawnRows(all).map((row, y) => ({
    ...row,
    y,
    kind: kindOf(row, typeof better === "function" ? better(row) : better),
  }));
  const axis = rowAxis(
    sorted.map(({ label }) => label),
    { widest: WIDEST_LABEL, lines: 2 },
  );
  const texts = sorted.map(({ text, n }) =>
    clipText(`${text}, n = ${n}`, WIDEST_TEXT, FONT_SIZE)
  );
  const room = Math.max(...texts.map((text) => textWidth(text, FONT_SIZE)));
  const shown = kinds.filter((kind) => sorted.some((row) => row.kind === kind));
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: TOP + sorted.length * ROW + MARGIN_BOTTOM,
    marginLeft: axis.margin,
    marginRight: Math.ceil(room) + 24,
    marginTop: TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: effectDomain(sorted, smallest),
      label: axisLabel(metric, unit),
      labelAnchor: "center",
      ticks: 4,
      tickFormat: (tick: number) =>
        tick > 0 ? `+${formatAxis(tick, 0)}` : formatAxis(tick, 0),
    },
    y: axis.scale,
    marks: [
      ...(smallest === null ? [] : [Plot.rect([0], {
        x1: -smallest,
        x2: smallest,
        y1: -0.5,
        y2: sorted.length - 0.5,
        fill: bandStyle.colour,
        fillOpacity: BAND_OPACITY,
        ...tagSeries(BAND),
      })]),
      axis.rules,
      axis.labels,
      Plot.ruleX([0], { stroke: INK, strokeWidth: 1.4 }),
      ...shown.flatMap((kind) =>
        plotKind(sorted.filter((row) => row.kind === kind), kind)
      ),
      writeTexts(texts, {
        y: (_, i) => i,
        frameAnchor: "right",
        textAnchor: "start",
        dx: 12,
        ...FIXED,
      }),
    ],
  });
  const legend: LegendItem[] = [
    ...shown.map((kind): LegendItem => ({
      label: kind,
      style: styles[kind],
      kind: "dot",
    })),
    ...(smallest === null ? [] : [{
      label: `${BAND}, ±${formatTick(smallest)} ${unit}`.trim(),
      style: bandStyle,
      kind: "band" as const,
      series: BAND,
    }]),
  ];
  return toFigure([...plotLegend(legend, document), panel], {
    title,
    caption,
    n: rows.length,
    counted: nounFor(rows.length, "comparison"),
    notes: [
      "line, and in brackets: 95 % interval",
      ...(rows.some(({ verdict }) => verdict === "~" || verdict === TOO_FEW)
        ? ["hollow: not beyond chance"]
        : []),
      ...(all.length > sorted.length
        ? [`${all.length - sorted.length} more are in the data, and not drawn`]
        : []),
    ],
    data: {
      columns: [
        { label: "compared", unit: "" },
        { label: metric, unit },
        { label: "lower bound", unit },
        { label: "upper bound", unit },
        { label: "verdict", unit: "" },
        { label: "runs", unit: "" },
      ],
      rows: all.map(({ label, effect, lower, upper, verdict, n }) => [
        label,
        effect,
        lower,
        upper,
        verdict,
        n,
      ]),
    },
  });
}

/** Rows drawn at most: of thousands nobody would see the one that matters. */
const MAX_ROWS = 60;

/** Returns the rows that are drawn, in their order: of very many those beyond chance, and the largest. */
function drawnRows(rows: readonly EffectRow[]): readonly EffectRow[] {
  if (rows.length <= MAX_ROWS) return rows;
  const isTold = ({ verdict }: EffectRow) =>
    verdict === "higher" || verdict === "lower";
  const chosen = new Set(
    rows.toSorted((a, b) =>
      Number(isTold(b)) - Number(isTold(a)) ||
      Math.abs(b.effect) - Math.abs(a.effect)
    ).slice(0, MAX_ROWS),
  );
  return rows.filter((row) => chosen.has(row));
}

const TOO_FEW = "too few runs";
const BAND = "too small to matter";
const bandStyle = meaningStyle("missing");

const kinds = [
  "better",
  "worse",
  "higher",
  "lower",
  "not beyond chance",
  TOO_FEW,
] as const;
type Kind = typeof kinds[number];

const styles: Readonly<Record<Kind, SeriesStyle>> = {
  "better": meaningStyle("ok"),
  "worse": { ...meaningStyle("failed"), symbol: "square" },
  "higher": { ...meaningStyle("measured"), symbol: "triangle" },
  "lower": { ...meaningStyle("measured"), symbol: "square" },
  "not beyond chance": { ...meaningStyle("measured"), symbol: "circle" },
  [TOO_FEW]: meaningStyle("missing"),
};

function kindOf(
  { verdict }: EffectRow,
  better: Better,
): Kind {
  if (verdict === "~") return "not beyond chance";
  if (verdict === TOO_FEW || better === null) return verdict;
  return verdict === better ? "better" : "worse";
}

function effectDomain(
  rows: readonly EffectRow[],
  smallest: number | null,
): [number, number] {
  const ends = [
    0,
    -(smallest ?? 0),
    smallest ?? 0,
    ...rows.flatMap(({ effect, lower, upper }) => [
      effect,
      lower ?? effect,
      upper ?? effect,
    ]),
  ];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const pad = 0.05 * (high - low) || 1;
  return [low - pad, high + pad];
}

function plotKind(
  rows: readonly (EffectRow & { readonly y: number })[],
  kind: Kind,
): Plot.Markish[] {
  const { colour, symbol } = styles[kind];
  const tag = tagSeries(kind);
  const isHollow = kind === TOO_FEW || kind === "not beyond chance";
  return [
    Plot.ruleY(
      rows.filter(({ lower, upper }) => lower !== null && upper !== null),
      {
        x1: "lower",
        x2: "upper",
        y: "y",
        stroke: colour,
        strokeWidth: isHollow ? 1.4 : 2.4,
        ...tag,
      },
    ),
    Plot.dot(rows, {
      x: "effect",
      y: "y",
      symbol: symbol as Plot.SymbolType,
      r: 4.5,
      stroke: colour,
      strokeWidth: 1.6,
      fill: isHollow ? PAPER : colour,
      ...tag,
    }),
  ];
}
