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
  BAND_OPACITY,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, MUTED, PAPER } from "../drawing/palette.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import { axisLabel, formatAxis, formatValue } from "../drawing/ticks.ts";
import { logAxis } from "../drawing/log_axis.ts";
import { FIXED } from "../drawing/row_axis.ts";

/** Runs of one configuration, and its load line. Loads are in the plotted unit. */
export interface LoadLineSeries {
  readonly name: string;
  /** Highest load at and below which every run held; null for none. */
  readonly held: number | null;
  /** Lowest load at which a run broke; null for none. */
  readonly broke: number | null;
  readonly runs: readonly LoadLineRun[];
}

/** A run at one load. */
export interface LoadLineRun {
  readonly load: number;
  /** Unknown: it missed no objective and has no value of one, or the run does not count. */
  readonly result: LoadResultName;
  /** True if the run has a caveat, which the caption must state; draws a ring. */
  readonly doubtful: boolean;
  /** Values by name of their objective, in its unit; null where not measured. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** What became of the objectives of a run. */
export type LoadResultName = "held" | "broke" | "unknown";

/** Limit that a value must keep. */
export interface LoadObjective {
  readonly name: string;
  readonly unit: string;
  readonly is: "at least" | "at most";
  readonly limit: number;
}

/** Options of `plotLoadLine`. */
export interface LoadLineOptions extends FigureText {
  /** Label and unit of the load. */
  readonly load: { readonly label: string; readonly unit: string };
  /** @default {"log"} */
  readonly scale?: "log" | "linear";
  /** Draws the values of these below the runs of each series. @default {[]} */
  readonly objectives?: readonly LoadObjective[];
}

/** Pixels left of the frame, with and without the axis of an objective. */
const MARGIN_LEFT = 64;
const MARGIN_ALONE = 20;
const MARGIN_RIGHT = 28;
/** Pixels between runs of the same load, and room that they may take together. */
const STEP = 10;
const MAX_STACK = 90;
/** Pixels above the runs, for the name of the series and for the labels of its bracket. */
const HEAD = 44;
const AXIS = 44;
const RING_RADIUS = 6.5;
/** Least pixels between the labels of a bracket. */
const END_GAP = 6;

const styles = {
  held: meaningStyle("ok"),
  broke: meaningStyle("failed"),
  unknown: meaningStyle("missing"),
} as const;

/**
 * Draws every run at its load, by series: a circle where all objectives held, a cross where one broke, runs of the same
 * load above each other. The bracket between the load up to which every run held and the lowest that broke is shaded and
 * labelled. Below it, each objective has a panel with the values of the runs and its limit. Throws `RangeError` without
 * runs.
 */
export function plotLoadLine(
  series: readonly LoadLineSeries[],
  { title, caption = "", load, scale = "log", objectives = [] }:
    LoadLineOptions,
): Figure {
  const runs = series.flatMap(({ runs }) => runs);
  if (runs.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no runs`);
  }
  const document = figureDocument();
  const marginLeft = objectives.length > 0 ? MARGIN_LEFT : MARGIN_ALONE;
  const axis = loadAxis(runs.map((run) => run.load), scale, marginLeft);
  const panels = series.flatMap((one, i) => {
    const measured = objectives.filter(({ name }) =>
      one.runs.some(({ values }) => (values[name] ?? null) !== null)
    );
    const isLast = i === series.length - 1;
    const label = axisLabel(load.label, load.unit);
    return [
      plotRuns(one, {
        document,
        axis,
        label: isLast && measured.length === 0 ? label : null,
      }),
      ...measured.map((objective, j) =>
        plotObjective(one.runs, objective, {
          document,
          axis,
          label: isLast && j === measured.length - 1 ? label : null,
        })
      ),
    ];
  });
  return toFigure([
    ...plotLegend(
      (["held", "broke", "unknown"] as const)
        .filter((name) => runs.some(({ result }) => result === name))
        .map((name) => legend[name])
        .concat(bracketItem),
      document,
    ),
    ...panels,
  ], {
    title,
    caption,
    n: runs.length,
    counted: runs.length === 1 ? "run" : "runs",
    notes: [
      "runs of one load above each other",
      ...(runs.some(({ doubtful }) => doubtful) ? ["ring: in doubt"] : []),
    ],
    data: {
      columns: [
        { label: "series", unit: "" },
        { label: load.label, unit: load.unit },
        { label: "result", unit: "" },
        { label: "in doubt", unit: "" },
        ...objectives.map(({ name, unit }) => ({ label: name, unit })),
      ],
      rows: series.flatMap(({ name, runs }) =>
        runs.map((run) => [
          name,
          run.load,
          run.result,
          run.doubtful ? "yes" : "no",
          ...objectives.map(({ name }) => run.values[name] ?? null),
        ])
      ),
    },
  });
}

const legend: Readonly<Record<LoadResultName, LegendItem>> = {
  held: { label: "every objective held", style: styles.held, kind: "dot" },
  broke: { label: "one broke", style: styles.broke, kind: "dot" },
  unknown: { label: "cannot tell", style: styles.unknown, kind: "dot" },
};

const bracketItem: LegendItem = {
  label: "from the last sure load to the lowest broken",
  style: meaningStyle("measured"),
  kind: "band",
};

/** The shared axis of loads. */
interface LoadAxis {
  readonly type: "log" | "linear";
  readonly domain: [number, number];
  readonly marginLeft: number;
  /** Place of a load, in pixels. */
  readonly place: (load: number) => number;
}

/** What every panel needs. */
interface PanelOptions {
  readonly document: Document;
  readonly axis: LoadAxis;
  /** Label of the x axis; null for a panel without. */
  readonly label: string | null;
}

function loadAxis(
  loads: readonly number[],
  scale: "log" | "linear",
  marginLeft: number,
): LoadAxis {
  const low = Math.min(...loads);
  const high = Math.max(...loads);
  const isLog = scale === "log" && low > 0;
  const domain: [number, number] = isLog
    ? [low / 1.12, high * 1.12]
    : [Math.min(0, low), high * 1.06 || 1];
  const [from, to] = domain;
  const along = (load: number) =>
    isLog
      ? Math.log(load / from) / Math.log(to / from)
      : (load - from) / (to - from);
  return {
    type: isLog ? "log" : "linear",
    domain,
    marginLeft,
    place: (load) =>
      marginLeft + along(load) * (WIDTH - marginLeft - MARGIN_RIGHT),
  };
}

function panelFrame({ document, axis }: PanelOptions) {
  const { type, domain, marginLeft } = axis;
  return {
    document,
    width: WIDTH,
    marginLeft,
    marginRight: MARGIN_RIGHT,
    x: { type, domain: [...domain], axis: null },
  };
}

function plotLoadAxis({ axis: { type, domain }, label }: PanelOptions) {
  if (type === "log") {
    return logAxis({ axis: "x", domain, label, labelOffset: 36 });
  }
  const ticks = { ticks: 8 };
  const tickFormat = label === null ? () => "" : formatAxis;
  return [Plot.gridX(ticks), Plot.axisX({ ...ticks, label, tickFormat })];
}

/** Draws the runs of one series at their loads, with its bracket. */
function plotRuns(
  { name, runs, held, broke }: LoadLineSeries,
  options: PanelOptions,
): SVGSVGElement | HTMLElement {
  const order: readonly LoadResultName[] = ["held", "unknown", "broke"];
  const stacks = [...Map.groupBy(runs, ({ load }) => load).values()].map(
    (stack) =>
      stack.toSorted((a, b) =>
        order.indexOf(a.result) - order.indexOf(b.result)
      ),
  );
  const tallest = Math.max(1, ...stacks.map(({ length }) => length));
  const step = Math.min(STEP, MAX_STACK / tallest);
  const marginBottom = options.label === null ? 10 : AXIS;
  const bottom = HEAD + tallest * step + 8;
  const dots = stacks.flatMap((stack) =>
    stack.map((run, i) => ({ ...run, y: bottom - 8 - i * step }))
  );
  return Plot.plot({
    ...panelFrame(options),
    height: bottom + marginBottom,
    marginTop: HEAD,
    marginBottom,
    y: { type: "identity", axis: null },
    marks: [
      ...plotLoadAxis(options),
      Plot.ruleY([bottom], { stroke: INK, strokeOpacity: 0.3 }),
      Plot.text([clipText(name, WIDTH - 2 * MARGIN_LEFT, FONT_SIZE)], {
        text: (text: string) => text,
        frameAnchor: "top-left",
        textAnchor: "start",
        lineAnchor: "top",
        dy: -HEAD + 6,
        fontWeight: 600,
        fill: INK,
        ...FIXED,
      }),
      ...plotBracket({ held, broke }, bottom, options.axis),
      ...plotDots(dots, ({ result }) => result, "y"),
    ],
  });
}

/** Shades the bracket, and labels its ends beside each other. */
function plotBracket(
  { held, broke }: Pick<LoadLineSeries, "held" | "broke">,
  bottom: number,
  { place, marginLeft }: LoadAxis,
): Plot.Markish[] {
  const toText = (word: string, load: number) =>
    `${word} ${Math.round(load).toLocaleString("en-US")}`;
  const below = held === null ? "" : toText("held", held);
  const above = broke === null ? "" : toText("broke", broke);
  const { start, end } = placeEnds(
    { text: below, x: held === null ? null : place(held) },
    { text: above, x: broke === null ? null : place(broke) },
  );
  const label = (text: string, x: number, textAnchor: "start" | "end") =>
    Plot.text([text], {
      text: (text: string) => text,
      frameAnchor: "top-left",
      textAnchor,
      lineAnchor: "bottom",
      dx: x - marginLeft,
      dy: -4,
      fill: INK,
      stroke: PAPER,
      strokeWidth: 3,
    });
  const rule = (load: number, name: "held" | "broke") =>
    Plot.link([0], {
      x1: load,
      x2: load,
      y1: HEAD - 4,
      y2: bottom,
      stroke: styles[name].colour,
      strokeWidth: 1.4,
    });
  return [
    ...(held !== null && broke !== null && held < broke
      ? [Plot.rect([0], {
        x1: held,
        x2: broke,
        y1: HEAD,
        y2: bottom,
        fill: INK,
        fillOpacity: BAND_OPACITY,
        ...tagSeries(bracketItem.label),
      })]
      : []),
    ...(held === null ? [] : [rule(held, "held"), label(below, end, "end")]),
    ...(broke === null
      ? []
      : [rule(broke, "broke"), label(above, start, "start")]),
  ];
}

/** Label of one end of a bracket, whose x in pixels is null if there is no such end. */
interface EndLabel {
  readonly text: string;
  readonly x: number | null;
}

/** Places the lower label left of its load and the upper one right of it, within the drawing and apart from each other. */
function placeEnds(
  below: EndLabel,
  above: EndLabel,
): { readonly end: number; readonly start: number } {
  const [least, most] = [
    textWidth(below.text, FONT_SIZE) + 8,
    WIDTH - textWidth(above.text, FONT_SIZE) - 4,
  ];
  const end = Math.max((below.x ?? 0) - 3, least);
  const start = Math.min((above.x ?? 0) + 3, most);
  if (below.x === null || above.x === null || start - end >= END_GAP) {
    return { start, end };
  }
  return end === least
    ? { end, start: end + END_GAP }
    : { end: start - END_GAP, start };
}

/** Draws the values of one objective against the load, with its limit. */
function plotObjective(
  runs: readonly LoadLineRun[],
  { name, unit, is, limit }: LoadObjective,
  options: PanelOptions,
): SVGSVGElement | HTMLElement {
  const dots = runs.flatMap((run) => {
    const value = run.values[name] ?? null;
    return value === null ? [] : [{ ...run, value }];
  });
  const values = [limit, ...dots.map(({ value }) => value)];
  const marginBottom = options.label === null ? 10 : AXIS;
  return Plot.plot({
    ...panelFrame(options),
    height: 30 + 78 + marginBottom,
    marginTop: 30,
    marginBottom,
    y: {
      label: `${axisLabel(name, unit)}: ${is} ${formatValue(limit)}`,
      labelArrow: false,
      labelOffset: MARGIN_LEFT - 12,
      domain: objectiveDomain(values, is),
      ticks: 4,
      tickFormat: formatAxis,
    },
    marks: [
      ...plotLoadAxis(options),
      Plot.ruleY([limit], {
        stroke: MUTED,
        strokeWidth: 1.4,
        strokeDasharray: "8 3 2 3",
      }),
      ...plotDots(
        dots,
        ({ value }) =>
          (is === "at least" ? value >= limit : value <= limit)
            ? "held"
            : "broke",
        "value",
      ),
    ],
  });
}

/** What must stay low is drawn from 0; what must stay high, such as success near 100 %, from the least value. */
function objectiveDomain(
  values: readonly number[],
  is: LoadObjective["is"],
): [number, number] {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const pad = 0.1 * (most - least) || Math.abs(most) * 0.05 || 1;
  return [
    is === "at most" && least >= 0 ? 0 : least - pad,
    most + pad,
  ];
}

/** Draws runs as dots by result; those in doubt have a ring. */
function plotDots<Run extends LoadLineRun>(
  runs: readonly Run[],
  resultOf: (run: Run) => LoadResultName,
  y: keyof Run & string,
): Plot.Markish[] {
  return [
    ...(["held", "unknown", "broke"] as const).map((result) =>
      Plot.dot(runs.filter((run) => resultOf(run) === result), {
        x: "load",
        y,
        ...dotted(styles[result]),
        ...tagSeries(legend[result].label),
      })
    ),
    Plot.dot(runs.filter(({ doubtful }) => doubtful), {
      x: "load",
      y,
      r: RING_RADIUS,
      stroke: INK,
    }),
  ];
}
