import * as Plot from "@observablehq/plot";
import { areaFill, hatchPanel } from "../drawing/area.ts";
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
import { plotLegend, tagSeries } from "../drawing/legend.ts";
import { type Meaning, meaningStyle } from "../drawing/meaning.ts";
import { INK } from "../drawing/palette.ts";
import { rowAxis } from "../drawing/row_axis.ts";
import { clipText } from "../drawing/text.ts";
import { formatAxis, formatCount, nounFor } from "../drawing/ticks.ts";

/** What a record tells of a timeline. */
export type TimelineState = "complete" | "incomplete" | "backwards";

/** Number of timelines in one state. */
export interface TimelineCountRow {
  /** `4,000 tasks, 100 cells`: rows of one panel are of the same timelines. */
  readonly panel: string;
  /** `a start without an end`. */
  readonly what: string;
  readonly state: TimelineState;
  readonly n: number;
  /** All timelines of the panel. */
  readonly of: number;
}

const meanings: Readonly<Record<TimelineState, Meaning>> = {
  complete: "ok",
  incomplete: "late",
  backwards: "failed",
};

const ROW = 22;
const HEAD = 26;

/**
 * Draws how many timelines are whole, and what the others lack, as shares of all in a panel each; one timeline may lack
 * several things. Throws `RangeError` without rows.
 */
export function plotTimelineCounts(
  rows: readonly TimelineCountRow[],
  { title, caption = "" }: FigureText,
): Figure {
  if (rows.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no timelines`);
  }
  const document = figureDocument();
  const states = (Object.keys(meanings) as TimelineState[]).filter((state) =>
    rows.some((row) => row.state === state)
  );
  const groups = [...Map.groupBy(rows, ({ panel }) => panel)];
  const margin = rowAxis(rows.map(({ what }) => what)).margin;
  const panels = groups.map(([panel, own], i) => {
    const axis = rowAxis(own.map(({ what }) => what));
    const isBottom = i === groups.length - 1;
    const marginBottom = isBottom ? MARGIN_BOTTOM : 6;
    const placed = own.map((row, y) => ({
      ...row,
      y,
      share: row.of === 0 ? 0 : 100 * row.n / row.of,
    }));
    return Plot.plot({
      document,
      width: WIDTH,
      height: HEAD + own.length * ROW + marginBottom,
      marginLeft: margin,
      marginRight: 130,
      marginTop: HEAD,
      marginBottom,
      x: {
        domain: [0, 100],
        label: isBottom ? "share of all timelines (%)" : null,
        labelAnchor: "center",
        ticks: 5,
        tickFormat: isBottom ? formatAxis : () => "",
      },
      y: axis.scale,
      marks: [
        axis.labels,
        Plot.ruleX([0], { stroke: INK, strokeOpacity: 0.4 }),
        ...states.map((state) =>
          Plot.rect(placed.filter((row) => row.state === state && row.n > 0), {
            ...{ x1: 0, x2: "share" },
            y1: ({ y }) => y - 0.34,
            y2: ({ y }) => y + 0.34,
            ...areaFill(meaningStyle(meanings[state])),
            stroke: meaningStyle(meanings[state]).colour,
            ...tagSeries(state),
          })
        ),
        writeTexts(placed.map(({ n }) => formatCount(n)), {
          x: (_, i) => placed[i]?.share ?? 0,
          y: (_, i) => i,
          textAnchor: "start",
          dx: 6,
        }),
        writeTexts([clipText(panel, WIDTH - margin - 20, FONT_SIZE)], {
          ...{ frameAnchor: "top-left", textAnchor: "start" },
          ...{ lineAnchor: "bottom", dy: -8, fontWeight: 600, ...FIXED },
        }),
      ],
    });
  });
  const n = groups.reduce((sum, [, [first]]) => sum + (first?.of ?? 0), 0);
  return toFigure([
    hatchPanel(states.map((state) => meaningStyle(meanings[state])), document),
    ...plotLegend(
      states.map((label) => ({
        ...{ label, style: meaningStyle(meanings[label]) },
        kind: "area" as const,
      })),
      document,
    ),
    ...panels,
  ], {
    title,
    caption,
    n,
    counted: nounFor(n, "timeline"),
    notes: ["one may lack several things"],
    data: {
      columns: ["timelines", "what", "number", "of"].map((label) => ({
        ...{ label, unit: "" },
      })),
      rows: rows.map(({ panel, what, n, of }) => [panel, what, n, of]),
    },
  });
}
