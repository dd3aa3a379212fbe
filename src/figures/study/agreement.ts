import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_RIGHT, MARGIN_TOP } from "../drawing/frame.ts";
import { HALO } from "../drawing/label.ts";
import {
  BAND_OPACITY,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { type Meaning, meaningStyle } from "../drawing/meaning.ts";
import { INK, MUTED } from "../drawing/palette.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import { axisLabel, formatTick } from "../drawing/ticks.ts";
import { logAxis } from "../drawing/log_axis.ts";

/** A value beside the value that it should be, both positive and in the plotted unit. */
export interface AgreementRow {
  readonly expected: number;
  readonly stated: number;
  /** What a check made of the two, in the words of the legend. */
  readonly result: string;
  /** Meaning of that result. */
  readonly meaning: Meaning;
  /** Name in the data of the figure. */
  readonly name: string;
  /** Name to write beside the point; empty for none. */
  readonly label: string;
}

/** Options of `plotAgreement`. */
export interface AgreementOptions extends FigureText {
  readonly expected: string;
  readonly stated: string;
  readonly unit: string;
  /** Plural noun for the points. */
  readonly counted: string;
  /** Least and greatest ratio of stated to expected that count as agreement. */
  readonly agrees: readonly [number, number];
  /** Lines of other ratios, such as a slip of the unit. @default {[]} */
  readonly ratios?: readonly {
    readonly ratio: number;
    readonly label: string;
  }[];
}

const HEIGHT = 420;
const MARGIN_LEFT = 70;
/** Room around the outermost points, as a factor. */
const AROUND = 2;

/**
 * Draws what was stated against what it should be, on logarithmic axes: on the line they are equal, in the shaded band they
 * agree. Points are told apart by the result of a check. Throws `RangeError` without rows.
 */
export function plotAgreement(
  rows: readonly AgreementRow[],
  { title, caption = "", expected, stated, unit, counted, agrees, ratios = [] }:
    AgreementOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no ${counted}`);
  }
  const document = figureDocument();
  const x = logScale(rows.map((row) => row.expected));
  const y = logScale(rows.map((row) => row.stated));
  const line = (ratio: number) => ruleAt(ratio, x.domain, y.domain);
  const groups = [...Map.groupBy(rows, ({ result }) => result)];
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: HEIGHT,
    marginLeft: MARGIN_LEFT,
    marginRight: MARGIN_RIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    x,
    y,
    marks: [
      ...logAxis({
        axis: "x",
        domain: x.domain,
        label: axisLabel(expected, unit),
        labelOffset: 36,
      }),
      ...logAxis({
        axis: "y",
        domain: y.domain,
        label: axisLabel(stated, unit),
        labelOffset: MARGIN_LEFT - 12,
      }),
      Plot.areaY(line(1), {
        x: "x",
        y1: ({ y }) => y * agrees[0],
        y2: ({ y }) => y * agrees[1],
        fill: INK,
        fillOpacity: BAND_OPACITY,
        clip: true,
      }),
      Plot.line(line(1), { x: "x", y: "y", stroke: INK, strokeWidth: 1.4 }),
      ...ratios.flatMap(({ ratio, label }) => [
        Plot.line(line(ratio), {
          x: "x",
          y: "y",
          stroke: MUTED,
          strokeDasharray: "4 3",
        }),
        writeBeside(line(ratio), label),
      ]),
      writeBeside(line(1), "equal"),
      ...groups.map(([result, group]) =>
        Plot.dot(group, {
          x: "expected",
          y: "stated",
          ...dotted(meaningStyle(group[0]?.meaning ?? "measured")),
          r: 4.5,
          ...tagSeries(result),
        })
      ),
      ...plotNames(rows, x.domain, y.domain),
    ],
  });
  const legend: LegendItem[] = groups.map(([result, group]) => ({
    label: `${result} (${group.length})`,
    style: meaningStyle(group[0]?.meaning ?? "measured"),
    kind: "dot",
    series: result,
  }));
  return toFigure([...plotLegend(legend, document), panel], {
    title,
    caption,
    n: rows.length,
    counted,
    notes: [
      `shaded: they agree, ${formatTick(agrees[0])} to ${
        formatTick(agrees[1])
      } times`,
    ],
    data: {
      columns: [
        { label: "name", unit: "" },
        { label: expected, unit },
        { label: stated, unit },
        { label: "result", unit: "" },
      ],
      rows: rows.map((row) => [
        row.name,
        row.expected,
        row.stated,
        row.result,
      ]),
    },
  });
}

function logScale(values: readonly number[]) {
  const domain: [number, number] = [
    Math.min(...values) / AROUND,
    Math.max(...values) * AROUND,
  ];
  return { type: "log" as const, domain };
}

/** Returns the ends of the line y = ratio × x within the frame; the same end twice if it lies outside. */
function ruleAt(
  ratio: number,
  [left, right]: readonly [number, number],
  [bottom, top]: readonly [number, number],
): { readonly x: number; readonly y: number }[] {
  const from = Math.max(left, bottom / ratio);
  const to = Math.min(right, top / ratio);
  return from < to ? [from, to].map((x) => ({ x, y: x * ratio })) : [];
}

/** Writes a label left of the upper end of a line and above it, where the line does not cross it. */
function writeBeside(
  line: readonly { readonly x: number; readonly y: number }[],
  label: string,
): Plot.Markish {
  return Plot.text(line.slice(-1), {
    x: "x",
    y: "y",
    text: () => label,
    textAnchor: "end",
    lineAnchor: "bottom",
    dx: -8,
    dy: -3,
    fill: MUTED,
    ...HALO,
  });
}

/** Writes the names of the points that have room for it, right of each or left of it near the edge. */
function plotNames(
  rows: readonly AgreementRow[],
  [left, right]: readonly [number, number],
  [bottom, top]: readonly [number, number],
): Plot.Markish[] {
  const along = (value: number, low: number, high: number, length: number) =>
    Math.log(value / low) / Math.log(high / low) * length;
  const frame = WIDTH - MARGIN_LEFT - MARGIN_RIGHT;
  const placed: { readonly from: number; readonly to: number; y: number }[] =
    [];
  return rows.filter(({ label }) => label !== "").flatMap((row) => {
    const text = clipText(row.label, frame / 2, FONT_SIZE);
    const width = textWidth(text, FONT_SIZE);
    const at = along(row.expected, left, right, frame);
    const y = along(
      row.stated,
      bottom,
      top,
      HEIGHT - MARGIN_TOP - MARGIN_BOTTOM,
    );
    const flipped = at + width + GAP > frame;
    const from = flipped ? at - GAP - width : at + GAP;
    const box = { from, to: from + width, y };
    if (placed.some((other) => overlaps(box, other))) return [];
    placed.push(box);
    return [Plot.text([row], {
      x: "expected",
      y: "stated",
      text: () => text,
      textAnchor: flipped ? "end" : "start",
      dx: flipped ? -GAP : GAP,
      fill: INK,
      ...HALO,
    })];
  });
}

/** Pixels between a point and its name. */
const GAP = 9;

interface NameBox {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

function overlaps(a: NameBox, b: NameBox): boolean {
  return Math.abs(a.y - b.y) < FONT_SIZE * 1.3 && a.from < b.to &&
    b.from < a.to;
}
