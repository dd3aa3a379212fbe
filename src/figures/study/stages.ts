import * as Plot from "@observablehq/plot";
import {
  type Figure,
  figureDocument,
  type FigureText,
  FONT_SIZE,
  toFigure,
  WIDTH,
} from "../drawing/figure.ts";
import { MARGIN_BOTTOM, MARGIN_RIGHT } from "../drawing/frame.ts";
import { writeTexts } from "../drawing/label.ts";
import {
  BAND_OPACITY,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import {
  type Meaning,
  meaningOf,
  meaningStyle,
  stylesOf,
} from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import { textWidth } from "../drawing/text.ts";
import { axisLabel, formatAxis } from "../drawing/ticks.ts";
import { drawStage } from "./parts/stage_path.ts";
import { labelsOf, placeGroups } from "./parts/stage_places.ts";
import {
  layOutStages,
  type StageBar,
  type StageOrder,
  thinGroups,
} from "./parts/stage_rows.ts";
import { toStageTable } from "./parts/stage_table.ts";

export type { StageBar, StageOrder };

/** Span of time shaded behind the entities of a group, such as a fault. */
export interface StageSpan {
  readonly group: string;
  readonly from: number;
  readonly to: number;
}

/** Options of `plotStages`. */
export interface StagesOptions extends FigureText {
  /** Label and unit of time, in which the bars are given. */
  readonly x: { readonly label: string; readonly unit: string };
  /** Plural noun for the entities. */
  readonly counted: string;
  /** By end, by start, or group by group; without it as given. @default {"given"} */
  readonly sort?: StageOrder;
  /** What a stage means, by its name; the others take a colour by their position. @default {{}} */
  readonly meanings?: Readonly<Record<string, Meaning>>;
  /** @default {[]} */
  readonly spans?: readonly StageSpan[];
  /** What the spans are. @default {""} */
  readonly spanLabel?: string;
}

/** Pixels that all rows take at most, and one row does. */
const MAX_HEIGHT = 800;
const MAX_ROW = 20;
const MARGIN_TOP = 12;

/**
 * Draws a row an entity with a bar a stage, in the colour of the stage and, where rows are tall enough, in its own
 * thickness. A stage without an end is dashed up to the edge. Stays small for thousands of entities: each stage is one
 * path, and where rows would be lower than a pixel, every so-many-th entity is drawn, as a note says. Throws `RangeError` without bars, and for a span whose group is not drawn: only groups of `sort: "group"` have
 * names.
 */
export function plotStages(
  bars: readonly StageBar[],
  {
    title,
    caption = "",
    x,
    counted,
    sort = "given",
    meanings = {},
    spans = [],
    spanLabel = "",
  }: StagesOptions,
): Figure {
  if (bars.length === 0) {
    throw new RangeError(`Cannot draw ${title} as there are no ${counted}`);
  }
  const document = figureDocument();
  const all = layOutStages(bars, sort);
  const lost = spans.find((span) =>
    !all.some(({ name }) => name === span.group)
  );
  if (lost) {
    throw new RangeError(
      `Cannot shade a span of ${lost.group} in ${title}: no such group is drawn, use sort "group"`,
    );
  }
  const { groups, n, step, keepsOpen } = thinGroups(all);
  const drawn = groups.reduce((sum, { entities }) => sum + entities.length, 0);
  const row = rowHeight(drawn);
  const places = placeGroups(groups, row);
  const height = places.at(-1)?.bottom ?? 0;
  const domain = timeDomain(bars, spans);
  const stages = [...new Set(bars.map(({ stage }) => stage))];
  const styleOf = stageStyles(stages, meanings);
  const names = labelsOf(places, row);
  const marginLeft = 20 + Math.ceil(Math.max(
    0,
    ...names.map(({ text }) => textWidth(text, FONT_SIZE)),
  ));
  const panel = Plot.plot({
    document,
    width: WIDTH,
    height: MARGIN_TOP + height + MARGIN_BOTTOM,
    marginLeft,
    marginRight: MARGIN_RIGHT,
    marginTop: MARGIN_TOP,
    marginBottom: MARGIN_BOTTOM,
    x: {
      domain: [...domain],
      label: axisLabel(x.label, x.unit),
      ticks: 8,
      tickFormat: formatAxis,
      grid: true,
    },
    y: { type: "identity", axis: null },
    marks: [
      ...places.flatMap(({ name, top, bottom }) =>
        spans.filter(({ group }) => group === name).map(({ from, to }) =>
          Plot.rect([0], {
            x1: from,
            x2: to,
            y1: MARGIN_TOP + top - 3,
            y2: MARGIN_TOP + bottom + 3,
            fill: spanStyle.colour,
            fillOpacity: BAND_OPACITY,
            ...tagSeries(spanLabel),
          })
        )
      ),
      ...stages.flatMap((stage, i) => {
        const own = places.flatMap(({ entities, top }) =>
          entities.flatMap((entity, j) =>
            entity.bars.filter((bar) => bar.stage === stage).map((bar) => ({
              ...bar,
              y: MARGIN_TOP + top + (j + 0.5) * row,
            }))
          )
        );
        const style = {
          colour: styleOf(stage).colour,
          width: row *
            (row >= MIN_THICKNESSES ? thicknesses[i % 3] ?? 1 : OVERLAP),
          series: stage,
        };
        return [
          drawStage(own.filter(({ to }) => to !== null), domain[1], style),
          drawStage(own.filter(({ to }) => to === null), domain[1], style),
        ];
      }),
      ...names.map(({ text, y }) =>
        writeTexts([text], {
          frameAnchor: "left",
          textAnchor: "end",
          y: MARGIN_TOP + y,
          dx: -8,
        })
      ),
    ],
  });
  // Bars are joined by distances, which a zoom cannot move: a page offers none for a panel without scales.
  Reflect.deleteProperty(panel, "scale");
  const legend: LegendItem[] = [
    ...stages.map((stage): LegendItem => ({
      label: stage,
      style: { ...styleOf(stage), fill: "solid" },
      kind: "area",
    })),
    ...(spans.length === 0
      ? []
      : [{ label: spanLabel, style: spanStyle, kind: "band" as const }]),
  ];
  return toFigure([...plotLegend(legend, document), panel], {
    title,
    caption,
    n,
    counted,
    notes: [
      ...(sort === "end" ? ["in order of their end"] : []),
      ...(sort === "start" ? ["in order of their start"] : []),
      ...(bars.some(({ to }) => to === null)
        ? ["dashed to the edge: not seen to end"]
        : []),
      ...(step > 1
        ? [
          `a row for one in ${step}${
            keepsOpen ? ", and for each not seen to end" : ""
          }`,
        ]
        : []),
    ],
    data: toStageTable(bars, stages, x),
  });
}

/** Low rows are whole pixels: parts of one would be blurred to bands. */
function rowHeight(rows: number): number {
  const height = Math.min(MAX_ROW, MAX_HEIGHT / rows);
  return height < MIN_THICKNESSES ? Math.max(1, Math.floor(height)) : height;
}

/** Gives each stage the style of its meaning, and the others colours that no meaning among them has. */
function stageStyles(
  stages: readonly string[],
  meanings: Readonly<Record<string, Meaning>>,
): (stage: string) => SeriesStyle {
  const toMeaning = (stage: string) =>
    Object.hasOwn(meanings, stage) ? meanings[stage] ?? null : null;
  const others = stylesOf(stages.flatMap((stage) => {
    const meaning = toMeaning(stage);
    if (meaning === null) return [stage];
    // Of these names `stylesOf` knows the colour; the others have none that a stage could take.
    return meaningOf(meaning) === null ? [] : [meaning];
  }));
  return (stage) => {
    const meaning = toMeaning(stage);
    return meaning === null ? others(stage) : meaningStyle(meaning);
  };
}

const spanStyle = meaningStyle("fault");

/** Shares of a row that a bar takes, by stage: told apart without colour. */
const thicknesses = [0.8, 0.5, 0.25];
/** Thickness of bars in low rows: without a gap between them, whatever the scale of the page. */
const OVERLAP = 1.3;
/** Least height of a row in which thicknesses can be told apart. */
const MIN_THICKNESSES = 8;

function timeDomain(
  bars: readonly StageBar[],
  spans: readonly StageSpan[],
): readonly [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { from, to } of [...bars, ...spans]) {
    low = Math.min(low, from);
    high = Math.max(high, to ?? from);
  }
  return [low, high > low ? high : low + 1];
}
