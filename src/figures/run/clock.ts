/** The clock that all figures of a run share: one zero, one span, the same phases, faults and events. */
import * as Plot from "@observablehq/plot";
import { areaFill } from "../drawing/area.ts";
import {
  type EventMark,
  type MarkLabels,
  plotMarkLabels,
} from "../drawing/events.ts";
import { FONT_SIZE, WIDTH } from "../drawing/figure.ts";
import {
  LABEL_OFFSET,
  MARGIN_BOTTOM,
  MARGIN_LEFT,
  MARGIN_RIGHT,
  wideFrame,
} from "../drawing/frame.ts";
import { HALO, writeTexts } from "../drawing/label.ts";
import { meaningStyle } from "../drawing/meaning.ts";
import { INK, MUTED } from "../drawing/palette.ts";
import { clipText, textWidth } from "../drawing/text.ts";
import {
  axisLabel,
  type ElapsedUnit,
  elapsedUnit,
  formatAxis,
} from "../drawing/ticks.ts";

/** Something of a run that lasts or happens; times in seconds from the clock's zero. */
export interface RunMoment {
  /** `event` is an instant that is neither: a new leader, an exit, a kill for want of memory. */
  readonly kind: "phase" | "fault" | "event";
  /** In words for readers. */
  readonly label: string;
  readonly from: number;
  /** Null for an instant, and for what lasted until the clock ended. */
  readonly until: number | null;
  /** False for a phase that enters no statistic: the warm-up and the cool-down. */
  readonly measured: boolean;
}

/** Clock of a run; times in seconds from its zero. */
export interface RunClock {
  /** What zero is, in words after "time since": `the start of measuring`. */
  readonly zero: string;
  readonly from: number;
  readonly until: number;
  readonly moments: readonly RunMoment[];
}

/** Time axis of a clock, in a unit with few digits. */
export interface ClockAxis {
  readonly unit: ElapsedUnit;
  readonly domain: readonly [number, number];
  /** Turns seconds from zero into a place within the domain. */
  readonly place: (seconds: number) => number;
  readonly label: string;
}

/** Height above a panel's frame, with the label of its y axis. */
const MARGIN_TOP = 22;
const STRIP_HEIGHT = 20;
/** Tint of phases whose operations do not count. */
const UNMEASURED_OPACITY = 0.12;
const FAULT_OPACITY = 0.3;

/** Returns the axis of a clock; one without a length gets a second. */
export function clockAxis({ zero, from, until }: RunClock): ClockAxis {
  const end = until > from ? until : from + 1;
  const unit = elapsedUnit(end - from);
  const place = (seconds: number) => seconds / unit.seconds;
  return {
    unit,
    domain: [place(from), place(end)],
    place,
    label: axisLabel(`time since ${zero}`, unit.symbol),
  };
}

/** Panel of a figure over the time of a run. */
export interface ClockPanel {
  /** Label of the y axis, with its unit. */
  readonly label: string;
  /** Height of the frame in pixels. */
  readonly height: number;
  readonly y: Plot.ScaleOptions;
  readonly marks: readonly Plot.Markish[];
}

/** Panels below each other on one clock. */
export interface ClockPanels {
  readonly panels: readonly (SVGSVGElement | HTMLElement)[];
  readonly labels: MarkLabels;
}

/**
 * Draws panels below each other on the clock of a run, under a strip with its phases and the labels of its faults and
 * events. What does not count is grey, a fault is hatched, an event is a dashed rule.
 */
export function plotClockPanels(
  panels: readonly ClockPanel[],
  clock: RunClock,
  document: Document,
): ClockPanels {
  const axis = clockAxis(clock);
  const frame = wideFrame(document);
  const x = { domain: [...axis.domain], grid: true, ticks: 8 };
  const labels = plotMarkLabels(toMarks(clock, axis), {
    domain: axis.domain,
    marginLeft: MARGIN_LEFT,
    marginRight: MARGIN_RIGHT,
  });
  const hasStrip = clock.moments.some(({ kind }) => kind !== "event");
  const strip = Plot.plot({
    ...frame,
    height: labels.height + (hasStrip ? STRIP_HEIGHT : 0) + 6,
    marginTop: labels.height + 4,
    marginBottom: 2,
    x: { ...x, axis: null },
    y: { axis: null, domain: [0, 1] },
    marks: [...plotStrip(clock, axis), ...labels.marks],
  });
  const drawn = panels.map(({ label, height, y, marks }, i) => {
    const bottom = i === panels.length - 1;
    const marginBottom = bottom ? MARGIN_BOTTOM : 14;
    return Plot.plot({
      ...frame,
      height: height + MARGIN_TOP + marginBottom,
      marginTop: MARGIN_TOP,
      marginBottom,
      x: {
        ...x,
        label: bottom ? axis.label : null,
        tickFormat: bottom ? formatAxis : () => "",
      },
      y: {
        label,
        labelOffset: LABEL_OFFSET,
        grid: true,
        ticks: 4,
        tickFormat: formatAxis,
        ...y,
      },
      marks: [...plotMoments(clock, axis), ...marks],
    });
  });
  return { panels: [strip, ...drawn], labels };
}

function toMarks(clock: RunClock, axis: ClockAxis): EventMark[] {
  return clock.moments.filter(({ kind }) => kind !== "phase")
    .map(({ label, from }) => ({
      from: axis.place(from),
      to: null,
      label,
      colour: INK,
    }));
}

/** Bands and rules behind the marks of a panel. */
function plotMoments(clock: RunClock, axis: ClockAxis): Plot.Markish[] {
  return clock.moments.map((moment) => {
    const edges = edgesOf(moment, clock, axis);
    if (moment.kind === "event") {
      return Plot.ruleX([edges.x1], {
        stroke: INK,
        strokeDasharray: meaningStyle("fault").dash ?? "",
        strokeOpacity: 0.8,
      });
    }
    if (moment.kind === "fault") {
      return Plot.rect([0], {
        ...edges,
        ...areaFill(meaningStyle("fault")),
        fillOpacity: FAULT_OPACITY,
      });
    }
    return Plot.rect([0], {
      ...edges,
      fill: MUTED,
      fillOpacity: moment.measured ? 0 : UNMEASURED_OPACITY,
    });
  });
}

/** A box for each phase, with its name if it fits. */
function plotStrip(clock: RunClock, axis: ClockAxis): Plot.Markish[] {
  const scale = (WIDTH - MARGIN_LEFT - MARGIN_RIGHT) /
    (axis.domain[1] - axis.domain[0]);
  return clock.moments.flatMap((moment) => {
    const edges = edgesOf(moment, clock, axis);
    if (moment.kind === "event") return [];
    const box = moment.kind === "fault"
      ? { ...areaFill(meaningStyle("fault")), fillOpacity: FAULT_OPACITY }
      : {
        fill: MUTED,
        fillOpacity: moment.measured ? 0 : UNMEASURED_OPACITY,
        stroke: MUTED,
      };
    const room = (edges.x2 - edges.x1) * scale - 6;
    const name = clipText(moment.label, Math.max(room, 0), FONT_SIZE);
    const fits = moment.kind === "phase" && [...name].length > 3 &&
      textWidth(name, FONT_SIZE) <= room;
    return [
      Plot.rect([0], { ...edges, y1: 0, y2: 1, ...box }),
      ...(fits
        ? [writeTexts([name], {
          x: (edges.x1 + edges.x2) / 2,
          y: 0.5,
          ...HALO,
        })]
        : []),
    ];
  });
}

/** Edges of a moment, cut to the clock. */
function edgesOf(
  { from, until }: RunMoment,
  clock: RunClock,
  { place }: ClockAxis,
): { readonly x1: number; readonly x2: number } {
  const cut = (seconds: number) =>
    place(Math.min(Math.max(seconds, clock.from), clock.until));
  return { x1: cut(from), x2: cut(until ?? clock.until) };
}
