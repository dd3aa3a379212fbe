import * as Plot from "@observablehq/plot";
import { areaFill, hatchPanel } from "../drawing/area.ts";
import { noteLeftOut } from "../drawing/events.ts";
import {
  type Figure,
  figureDocument,
  type FigureText,
  toFigure,
} from "../drawing/figure.ts";
import { zeroLine } from "../drawing/frame.ts";
import {
  dashed,
  dotted,
  type LegendItem,
  plotLegend,
  tagSeries,
} from "../drawing/legend.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import type { SeriesStyle } from "../drawing/palette.ts";
import {
  type ClockAxis,
  clockAxis,
  type ClockPanel,
  plotClockPanels,
  type RunClock,
} from "../run/clock.ts";
import type { TimedValue } from "../run/rate_panel.ts";
import { thinSteps } from "./thin_steps.ts";

/** A small task that tells whether a platform does what it is asked. Seconds are those of the clock. */
export interface TaskProbe {
  /** When it was asked for. */
  readonly seconds: number;
  readonly ok: boolean;
  /** Seconds until it ended; null if it did not. */
  readonly took: number | null;
}

/** A fault of one run on its clock. A count holds until the next; lists are empty where the run does not tell. */
export interface PresenceRun {
  readonly clock: RunClock;
  /** Cells that there are, and those that the platform takes for present. */
  readonly alive: readonly TimedValue[];
  readonly present: readonly TimedValue[];
  /** Cells present by the platform's own metric, as sampled. */
  readonly sampled: readonly TimedValue[];
  /** Lost instances that do not run again yet. */
  readonly missing: readonly TimedValue[];
  readonly tasks: readonly TaskProbe[];
}

/** Steps over the width of a figure; more could not be told apart. */
const MAX_STEPS = 320;
const HEIGHT = 92;

const lines = {
  alive: { label: "cells that there are", style: meaningStyle("limit") },
  present: { label: "cells taken for present", style: meaningStyle("ok") },
  sampled: {
    label: "the metric PresentCells",
    style: meaningStyle("measured"),
  },
  missing: {
    label: "instances missing",
    style: { ...meaningStyle("failed"), fill: "tint" },
  },
  done: {
    label: "task done",
    style: { ...meaningStyle("ok"), symbol: "diamond" },
  },
  failed: { label: "task failed", style: meaningStyle("failed") },
} as const satisfies Readonly<
  Record<string, { readonly label: string; readonly style: SeriesStyle }>
>;

/**
 * Draws a fault of one run: the cells that there are and those that the platform knows of, the instances that are missing,
 * and how long small tasks take, with the fault as a band. Throws `RangeError` if the run tells none of them.
 */
export function plotPresence(
  run: PresenceRun,
  { title, caption = "" }: FigureText,
): Figure {
  const { clock } = run;
  const axis = clockAxis(clock);
  const width = (clock.until - clock.from) / MAX_STEPS;
  const thin = (values: readonly TimedValue[]) =>
    thinSteps(values, ({ seconds }) => seconds, width);
  const shown = {
    ...{ alive: thin(run.alive), present: thin(run.present) },
    ...{ sampled: run.sampled, missing: thin(run.missing) },
    done: tasksOf(run, true),
    failed: tasksOf(run, false),
  };
  const keys = (Object.keys(lines) as (keyof typeof lines)[])
    .filter((key) => shown[key].length > 0);
  if (keys.length === 0) {
    throw new RangeError(`Cannot draw ${title} as the run tells nothing of it`);
  }
  const has = (...some: (keyof typeof lines)[]) =>
    some.some((key) => keys.includes(key));
  const document = figureDocument();
  const drawn = plotClockPanels(
    [
      ...has("alive", "present", "sampled") ? [cellPanel(shown, axis)] : [],
      ...has("missing") ? [missingPanel(shown.missing, axis)] : [],
      ...has("done", "failed") ? [taskPanel(shown, axis)] : [],
    ],
    clock,
    document,
  );
  const { missing } = run;
  const n = missing.reduce((most, { value }) => Math.max(most, value), 0);
  return toFigure([
    hatchPanel([meaningStyle("fault")], document),
    ...plotLegend(keys.map(toItem), document),
    ...drawn.panels,
  ], {
    title,
    caption,
    n,
    counted: n === 1 ? "instance lost" : "instances lost",
    notes: noteLeftOut([drawn.labels], "events"),
    data: {
      columns: [
        { label: "what", unit: "" },
        { label: `time since ${clock.zero}`, unit: "s" },
        { label: "cells, instances, or seconds of a task", unit: "" },
      ],
      rows: keys.flatMap((key) =>
        shown[key].map(({ seconds, value }) => [
          lines[key].label,
          seconds,
          value,
        ])
      ),
    },
  });
}

function toItem(key: keyof typeof lines): LegendItem {
  const { label, style } = lines[key];
  return {
    label,
    style,
    kind: key === "alive" || key === "present"
      ? "line"
      : key === "missing"
      ? "area"
      : "dot",
  };
}

/** Returns the tasks of one outcome with how long they took; one that never ended stands at 0. */
function tasksOf({ tasks }: PresenceRun, ok: boolean): TimedValue[] {
  return tasks.filter((task) => task.ok === ok)
    .map(({ seconds, took }) => ({ seconds, value: took ?? 0 }));
}

function placesOf({ place }: ClockAxis) {
  return {
    x: ({ seconds }: TimedValue) => place(seconds),
    y: ({ value }: TimedValue) => value,
  };
}

function cellPanel(
  { alive, present, sampled }: Pick<
    PresenceRun,
    "alive" | "present" | "sampled"
  >,
  axis: ClockAxis,
): ClockPanel {
  const values = [...alive, ...present, ...sampled].map(({ value }) => value);
  const at = placesOf(axis);
  // Some of many cells would hardly be seen above a zero.
  const [low, high] = [Math.min(...values) - 1, Math.max(...values) + 1];
  const step = (key: "alive" | "present", points: readonly TimedValue[]) =>
    Plot.lineY(points, {
      ...at,
      curve: "step-after",
      stroke: lines[key].style.colour,
      strokeWidth: key === "present" ? 2 : 1.4,
      ...dashed(lines[key].style),
      ...tagSeries(lines[key].label),
    });
  return {
    label: "cells",
    height: HEIGHT,
    // A cell has no parts.
    y: {
      domain: [low, high],
      ticks: high - low === 2 ? [low, low + 1, high] : 3,
    },
    marks: [
      step("present", present),
      step("alive", alive),
      Plot.dot(sampled, {
        ...at,
        ...dotted(lines.sampled.style),
        ...tagSeries(lines.sampled.label),
      }),
    ],
  };
}

function missingPanel(
  missing: readonly TimedValue[],
  axis: ClockAxis,
): ClockPanel {
  const { label, style } = lines.missing;
  const at = placesOf(axis);
  return {
    label: "instances missing",
    height: HEIGHT,
    y: { nice: true, zero: true },
    marks: [
      Plot.areaY(missing, {
        ...at,
        curve: "step-after",
        ...areaFill(style),
        ...tagSeries(label),
      }),
      Plot.lineY(missing, {
        ...at,
        curve: "step-after",
        stroke: style.colour,
        strokeWidth: 1.5,
        ...tagSeries(label),
      }),
      zeroLine(),
    ],
  };
}

function taskPanel(
  { done, failed }: {
    readonly done: readonly TimedValue[];
    readonly failed: readonly TimedValue[];
  },
  axis: ClockAxis,
): ClockPanel {
  const dots = (key: "done" | "failed", points: readonly TimedValue[]) =>
    Plot.dot(points, {
      ...placesOf(axis),
      ...dotted(lines[key].style),
      ...tagSeries(lines[key].label),
    });
  return {
    label: "time of a task (s)",
    height: HEIGHT,
    y: { nice: true, zero: true },
    marks: [zeroLine(), dots("done", done), dots("failed", failed)],
  };
}
