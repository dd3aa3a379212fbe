import * as Plot from "@observablehq/plot";
import { areaFill, plotHatches } from "../drawing/area.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { type LegendItem, plotLegend, tagSeries } from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, MUTED } from "../drawing/palette.ts";
import { FIXED } from "../drawing/label.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import { formatAxis } from "../drawing/ticks.ts";
import { type LossColumn, lossColumns } from "./parts/loss_columns.ts";

/** Lines with consecutive sequence numbers, by when the first and the last were due; seconds from the map's zero. */
export interface LossRange {
  readonly outcome: "lost" | "duplicated";
  readonly from: number;
  readonly until: number;
  /** Lines; of duplicated ones, additional copies. */
  readonly n: number;
}

/** Lines of one sink in one run. */
export interface LossMapRow {
  /** Rows of one group follow each other under its name: a tool. */
  readonly group: string;
  /** `sink-2, run 1`. */
  readonly label: string;
  /** When the first and the last line were due, and lines a second between. */
  readonly from: number;
  readonly until: number;
  readonly rate: number;
  readonly ranges: readonly LossRange[];
  /** When the sink was away; null if it never was. */
  readonly outage: { readonly from: number; readonly until: number } | null;
}

/** Options of `plotLossMap`. */
export interface LossMapOptions extends FigureText {
  /** What zero is, in words after "due, since": `the start of the outage`. */
  readonly zero: string;
}

const ROW = 18;
/** Pixels left of the names of groups. */
const EDGE = 12;
const TOP = 8;
const BOTTOM = 44;
/** Pixels of a column: narrower marks could not be seen. */
const COLUMN = 2;
/** Heights in rows: of the lane of a row, and of the least loss that is seen in it. */
const LANE = 0.74;
const LEAST = 0.3;

const lanes = {
  lost: { label: "lost", style: meaningStyle("failed") },
  duplicated: { label: "arrived more than once", style: meaningStyle("late") },
} as const;

/**
 * Draws which lines were lost or came twice, a row a sink and run, by when they were due: the higher a mark, the larger
 * the share of the lines due then. The outage of the sink is hatched. Throws `RangeError` without rows.
 */
export function plotLossMap(
  rows: readonly LossMapRow[],
  { title, caption = "", zero }: LossMapOptions,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no sinks`);
  }
  const document = figureDocument();
  const lines = toLines(rows);
  const places = lines.flatMap(({ row }, y) =>
    row === null ? [] : [{ row, y }]
  );
  const axis = rowAxis(lines.map(({ row }) => row?.label ?? ""), {
    widest: 210,
  });
  const counts = places.map(({ row, y }) => ({ y, text: countOf(row) }));
  const marginRight = 14 +
    Math.max(...counts.map(({ text }) => textWidth(text, FONT_SIZE)));
  const domain: [number, number] = [
    rows.reduce((min, { from }) => Math.min(min, from), Infinity),
    rows.reduce((max, { until }) => Math.max(max, until), -Infinity),
  ];
  const width = (domain[1] - domain[0]) * COLUMN /
    (WIDTH - axis.margin - marginRight);
  const columns = places.flatMap(({ row, y }) =>
    lossColumns(row.ranges, { width, rate: row.rate })
      .map((column) => ({ ...column, row, y }))
  );
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: lines.length * ROW + TOP + BOTTOM,
    marginLeft: axis.margin,
    marginRight,
    marginTop: TOP,
    marginBottom: BOTTOM,
    x: {
      domain,
      label: `due, since ${zero} (s)`,
      labelAnchor: "center",
      tickFormat: formatAxis,
      grid: true,
    },
    y: axis.scale,
    marks: [
      plotHatches([
        meaningStyle("fault"),
        lanes.duplicated.style,
      ]),
      axis.labels,
      plotGroups(lines, axis.margin),
      Plot.rect(places, {
        x1: ({ row }) => row.from,
        x2: ({ row }) => row.until,
        y1: ({ y }) => y - LANE / 2,
        y2: ({ y }) => y + LANE / 2,
        fill: MUTED,
        fillOpacity: 0.14,
      }),
      Plot.rect(
        places.flatMap(({ row: { outage }, y }) =>
          outage === null ? [] : [{
            y,
            from: Math.max(outage.from, domain[0]),
            until: Math.min(outage.until, domain[1]),
          }]
        ),
        {
          x1: "from",
          x2: "until",
          y1: ({ y }) => y - LANE / 2,
          y2: ({ y }) => y + LANE / 2,
          ...areaFill(meaningStyle("fault")),
          fillOpacity: 0.45,
        },
      ),
      plotLane(columns, "duplicated"),
      plotLane(columns, "lost"),
      Plot.text(counts, {
        y: "y",
        text: "text",
        frameAnchor: "right",
        textAnchor: "start",
        dx: 8,
        fill: INK,
      }),
    ],
  });
  return toFigure([...plotLegend(legendOf(rows), document), panel], {
    title,
    caption,
    n: rows.length,
    counted: rows.length === 1 ? "sink of a run" : "sinks of runs",
    notes: ["height: share of the lines due then"],
    data: {
      columns: [
        { label: "group", unit: "" },
        { label: "row", unit: "" },
        { label: "outcome", unit: "" },
        { label: `due since ${zero}, first`, unit: "s" },
        { label: "last", unit: "s" },
        { label: "lines", unit: "" },
      ],
      rows: columns.map(({ row, outcome, from, until, n }) => [
        row.group,
        row.label,
        outcome,
        from,
        until,
        n,
      ]),
    },
  });
}

/** A line of the map: a row, or the name of the group that follows. */
interface MapLine {
  readonly group: string;
  readonly row: LossMapRow | null;
}

function toLines(rows: readonly LossMapRow[]): MapLine[] {
  return rows.flatMap((row, i) => {
    const { group } = row;
    const isFirst = group !== "" && rows[i - 1]?.group !== group;
    return [...isFirst ? [{ group, row: null }] : [], { group, row }];
  });
}

type PlacedColumn = LossColumn & {
  readonly row: LossMapRow;
  readonly y: number;
};

function plotLane(
  columns: readonly PlacedColumn[],
  outcome: LossRange["outcome"],
): Plot.Markish {
  const { label, style } = lanes[outcome];
  const heightOf = ({ share }: PlacedColumn) =>
    LANE * Math.max(LEAST, Math.min(1, share));
  return Plot.rect(columns.filter((column) => column.outcome === outcome), {
    x1: "from",
    x2: "until",
    y1: (column: PlacedColumn) => column.y + LANE / 2,
    y2: (column: PlacedColumn) => column.y + LANE / 2 - heightOf(column),
    ...(outcome === "lost"
      ? { fill: style.colour }
      : { ...areaFill(style), stroke: style.colour }),
    ...tagSeries(label),
  });
}

/** Writes the names of groups at the left edge; the lane of such a line is empty. */
function plotGroups(
  lines: readonly MapLine[],
  margin: number,
): Plot.Markish {
  return Plot.text(
    lines.flatMap(({ group, row }, y) =>
      row === null
        ? [{ y, text: clipText(group, WIDTH - EDGE * 2, FONT_SIZE) }]
        : []
    ),
    {
      y: "y",
      text: "text",
      frameAnchor: "left",
      textAnchor: "start",
      dx: EDGE - margin,
      dy: 1,
      fontWeight: 600,
      fill: INK,
      ...FIXED,
    },
  );
}

/** Returns `2,087 lost, 1 copy`. */
function countOf({ ranges }: LossMapRow): string {
  const count = (wanted: LossRange["outcome"]) =>
    ranges.reduce(
      (sum, { outcome, n }) => outcome === wanted ? sum + n : sum,
      0,
    );
  const [lost, copies] = [count("lost"), count("duplicated")];
  const more = copies === 0
    ? ""
    : `, ${copies.toLocaleString("en-US")} ${copies === 1 ? "copy" : "copies"}`;
  return `${lost.toLocaleString("en-US")} lost${more}`;
}

function legendOf(rows: readonly LossMapRow[]): LegendItem[] {
  const has = (wanted: LossRange["outcome"]) =>
    rows.some(({ ranges }) => ranges.some(({ outcome }) => outcome === wanted));
  return [
    ...(["lost", "duplicated"] as const).filter(has)
      .map((outcome): LegendItem => ({ ...lanes[outcome], kind: "area" })),
    ...rows.some(({ outage }) => outage !== null)
      ? [{
        label: "sink away",
        style: meaningStyle("fault"),
        kind: "area" as const,
      }]
      : [],
  ];
}
