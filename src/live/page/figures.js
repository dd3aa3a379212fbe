// @ts-check
/** The figures of a run over one clock: throughput, latency, errors, and the resources of its processes. */
import { cellAt, drawChart } from "./chart.js";
import { areaStyle, meaningStyle, seriesStyle } from "./meanings.js";
import { element, formatElapsed, formatQuantity } from "./text.js";

/**
 * @typedef {import("./chart.js").Series} Series
 *
 * @typedef {object} SeriesPart as `SeriesPart` of `run_series.ts`
 * @property {number} from
 * @property {number} origin
 * @property {number} width
 * @property {number} length
 * @property {Record<string, number[]>} rates
 * @property {Record<string, (number | null)[]>} latency
 * @property {{metric: string, source: string, unit: string, values: (number | null)[]}[]} resources
 *
 * @typedef {object} Timeline
 * @property {import("./chart.js").Band[]} bands
 * @property {{at: number, kind: string, text: string}[]} marks
 *
 * @typedef {object} Figure
 * @property {string} title
 * @property {string} unit
 * @property {number} height
 * @property {boolean} stacked
 * @property {boolean} log
 * @property {boolean} isWide
 * @property {(data: Data) => Series[]} series
 * @property {string} empty what is said where there is nothing to draw
 */

/** Outcomes of operations that are no failures. */
const ANSWERED = ["ok", "late"];

/** Columns of cells, each of the full length. */
export class Data {
  /** @type {SeriesPart} */
  part = {
    from: 0,
    origin: 0,
    width: 1,
    length: 0,
    rates: {},
    latency: {},
    resources: [],
  };

  /**
   * Puts the cells from one on in the place of those that are there.
   * @param {SeriesPart} part
   */
  add(part) {
    const before = this.part;
    /** @param {readonly (number | null)[] | undefined} old @param {(number | null)[]} added */
    const join = (old, added) => {
      const kept = (old ?? []).slice(0, part.from);
      while (kept.length < part.from) kept.push(null);
      return kept.concat(added);
    };
    const key = (
      /** @type {{metric: string, source: string}} */ { metric, source },
    ) => `${metric}\0${source}`;
    const known = new Map(
      before.resources.map((one) => [key(one), one.values]),
    );
    this.part = {
      ...part,
      rates: Object.fromEntries(
        Object.entries(part.rates).map(([name, values]) => [
          name,
          join(before.rates[name], values).map((value) => value ?? 0),
        ]),
      ),
      latency: Object.fromEntries(
        Object.entries(part.latency).map((
          [name, values],
        ) => [name, join(before.latency[name], values)]),
      ),
      resources: part.resources.map((one) => ({
        ...one,
        values: join(known.get(key(one)), one.values),
      })),
    };
  }

  /** @param {(name: string) => boolean} which */
  sum(which) {
    const { rates, length } = this.part;
    const columns = Object.entries(rates).filter(([name]) => which(name));
    return Array.from(
      { length },
      (_, i) => columns.reduce((sum, [, values]) => sum + (values[i] ?? 0), 0),
    );
  }

  /** Lines of a metric, a source each. @param {string} metric @param {(source: string) => boolean} which */
  resources(metric, which) {
    return this.part.resources
      .filter((one) => one.metric === metric && which(one.source))
      .sort((a, b) => a.source.localeCompare(b.source, "en", { numeric: true }))
      .map(({ source, values }, i) => ({
        name: source,
        values,
        ...seriesStyle(i),
      }));
  }
}

const own = ["host", "generator", "runner", "cluster"];

/** @type {readonly Figure[]} */
const figures = [
  {
    ...{
      title: "Throughput",
      unit: "/s",
      height: 170,
      stacked: true,
      log: false,
      isWide: true,
    },
    empty: "no operation has ended yet",
    series: (data) => {
      const named = [
        {
          name: "answered in time",
          values: data.sum((name) => name === "ok"),
          ...meaningStyle("ok"),
        },
        {
          name: "answered late",
          values: data.sum((name) => name === "late"),
          ...meaningStyle("late"),
        },
        {
          name: "failed",
          values: data.sum((name) => !ANSWERED.includes(name)),
          ...meaningStyle("failed"),
        },
      ];
      return named.filter(({ values }, i) =>
        i === 0 || values.some((value) => value > 0)
      );
    },
  },
  {
    ...{
      title: "Latency",
      unit: "s",
      height: 190,
      stacked: false,
      log: true,
      isWide: true,
    },
    empty: "no operation has succeeded yet",
    series: ({ part: { latency } }) =>
      ["p50", "p95", "p99", "max"].map((name) => ({
        name: name === "max" ? "slowest" : name,
        values: latency[name] ?? [],
        ...meaningStyle(name),
      })).filter(({ values }) => values.some((value) => value !== null)),
  },
  {
    ...{
      title: "Errors",
      unit: "/s",
      height: 110,
      stacked: true,
      log: false,
      isWide: true,
    },
    empty: "no operation has failed",
    series: ({ part: { rates } }) =>
      Object.keys(rates).filter((name) => !ANSWERED.includes(name)).sort().map((
        name,
        i,
      ) => ({
        name,
        values: rates[name] ?? [],
        ...(i === 0 ? meaningStyle("failed") : areaStyle(i + 2)),
      })).filter(({ values }) => values.some((value) => value > 0)),
  },
  {
    ...{
      title: "Processors of the nodes",
      unit: "cores",
      height: 130,
      stacked: false,
      log: false,
      isWide: false,
    },
    empty: "no sample yet",
    series: (data) => data.resources("cpu", (source) => !own.includes(source)),
  },
  {
    ...{
      title: "Memory of the nodes",
      unit: "B",
      height: 130,
      stacked: false,
      log: false,
      isWide: false,
    },
    empty: "no sample yet",
    series: (data) =>
      data.resources("memory", (source) => !own.includes(source)),
  },
  {
    ...{
      title: "Processors of the machine, and of the load generator",
      unit: "1",
      height: 130,
    },
    ...{ stacked: false, log: false, isWide: false },
    empty: "no sample yet",
    series: (data) =>
      data.resources("cpu", (source) => ["host", "generator"].includes(source)),
  },
  {
    ...{
      title: "Delays of the load generator",
      unit: "s",
      height: 130,
      stacked: false,
      log: false,
      isWide: false,
    },
    empty: "no sample yet",
    series: (data) => [
      ...data.resources("pacing_error", (source) => source === "generator")
        .map((one) => ({ ...one, name: "pacing error" })),
      ...data.resources("event_loop_lag", (source) => source === "generator")
        .map((one) => ({ ...one, name: "event-loop lag", ...seriesStyle(1) })),
    ],
  },
];

/** Figures of one run, drawn again whenever something is added. */
export class Figures {
  #data = new Data();
  /** @type {Timeline} */
  #timeline = { bands: [], marks: [] };
  /** @type {number | null} */
  #cursor = null;
  #width = 1;
  #isScheduled = false;
  /** @type {{figure: Figure, svg: SVGSVGElement, legend: HTMLElement, legendText: string, series: Series[]}[]} */
  #shown = [];
  /** @type {HTMLElement} */
  #readout;
  #hint = "";

  /** @param {HTMLElement} container @param {HTMLElement} readout */
  constructor(container, readout) {
    this.#readout = readout;
    this.#hint = readout.textContent ?? "";
    this.#shown = figures.map((figure, i) =>
      this.#create(figure, i, container)
    );
    new ResizeObserver(() => this.#draw()).observe(container);
  }

  /** Shows a run; call it again when something was added. @param {Data} data @param {Timeline} timeline */
  show(data, timeline) {
    // Another run has other cells, and so have wider cells.
    if (data !== this.#data || data.part.width !== this.#width) {
      this.#cursor = null;
    }
    this.#data = data;
    this.#width = data.part.width;
    this.#timeline = timeline;
    this.#draw();
  }

  /** @param {Figure} figure @param {number} i @param {HTMLElement} container */
  #create(figure, i, container) {
    const frame = element("figure", "", {
      class: figure.isWide ? "live-figure wide" : "live-figure",
    });
    const caption = element("figcaption");
    caption.append(element("h3", figure.title));
    const legend = element("ul");
    caption.append(legend);
    const svg = /** @type {SVGSVGElement} */ (document.createElementNS(
      "http://www.w3.org/2000/svg",
      "svg",
    ));
    svg.id = `figure-${i}`;
    svg.setAttribute("role", "img");
    svg.setAttribute("tabindex", "0");
    svg.addEventListener(
      "pointermove",
      ({ clientX }) => this.#point(cellAt(svg, clientX, this.#data.part)),
    );
    svg.addEventListener("pointerleave", () => this.#point(null));
    svg.addEventListener("keydown", (event) => this.#move(event));
    svg.addEventListener("blur", () => this.#point(null));
    frame.append(caption, svg);
    container.append(frame);
    return { figure, svg, legend, legendText: "", series: [] };
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const { length } = this.#data.part;
    const last = length - 1;
    const at = this.#cursor ?? last;
    /** @type {Record<string, number | null>} */
    const moves = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: last,
      Escape: null,
    };
    if (length === 0 || !Object.hasOwn(moves, event.key)) return;
    event.preventDefault();
    const to = moves[event.key] ?? null;
    this.#point(to === null ? null : Math.max(0, Math.min(last, to)));
  }

  /** @param {number | null} cell */
  #point(cell) {
    if (cell === this.#cursor) return;
    this.#cursor = cell;
    this.#draw();
  }

  /** Draws once before the next frame. */
  #draw() {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    requestAnimationFrame(() => {
      this.#isScheduled = false;
      this.#drawNow();
    });
  }

  #drawNow() {
    const { origin, width, length } = this.#data.part;
    const clock = {
      origin,
      width,
      length,
      ...this.#timeline,
      cursor: this.#cursor,
    };
    this.#shown.forEach((shown, i) => {
      const { figure, svg } = shown;
      shown.series = figure.series(this.#data);
      drawChart(svg, shown.series, clock, { ...figure, labels: i === 0 });
      this.#drawLegend(shown);
      svg.setAttribute(
        "aria-label",
        describe(figure, shown.series, length - 1),
      );
    });
    this.#readout.textContent = this.#cursor === null
      ? this.#hint
      : `${formatElapsed(this.#cursor * width)}: ${
        this.#shown.map(({ figure, series }) =>
          describe(figure, series, this.#cursor ?? 0)
        ).join("; ")
      }`;
  }

  /** @param {{figure: Figure, legend: HTMLElement, legendText: string, series: Series[]}} shown */
  #drawLegend(shown) {
    const { series, figure, legend } = shown;
    const text = series.map(({ name }) => name).join("\n") || figure.empty;
    if (text === shown.legendText) return;
    shown.legendText = text;
    legend.replaceChildren(
      ...series.length === 0
        ? [element("li", figure.empty)]
        : series.map((one, i) => {
          const item = element("li");
          item.append(
            swatch(one, figure.stacked, `${figure.title}-${i}`),
            one.name,
          );
          return item;
        }),
    );
  }
}

/** Sample of a series for its legend. @param {Series} series @param {boolean} isArea @param {string} id */
function swatch(series, isArea, id) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 26 11");
  svg.setAttribute("aria-hidden", "true");
  const mark = document.createElementNS(
    "http://www.w3.org/2000/svg",
    isArea ? "rect" : "line",
  );
  /** @type {Record<string, string>} */
  const attributes = isArea
    ? {
      ...{
        x: "1",
        y: "1",
        width: "24",
        height: "9",
        stroke: series.colour,
        fill: series.colour,
      },
      "fill-opacity": series.fill === "solid" ? "1" : "0.35",
      "stroke-dasharray": series.fill === "hatch" ? "3 2" : "",
    }
    : {
      ...{ x1: "0", x2: "26", y1: "6", y2: "6", stroke: series.colour },
      ...{ "stroke-width": "2", "stroke-dasharray": series.dash },
    };
  for (const [key, value] of Object.entries(attributes)) {
    mark.setAttribute(key, value);
  }
  mark.id = id.replaceAll(/\W/g, "-");
  svg.append(mark);
  return svg;
}

/** Values of a figure in one cell, in words. @param {Figure} figure @param {Series[]} series @param {number} cell */
function describe({ title, unit, empty }, series, cell) {
  if (series.length === 0) return `${title}: ${empty}`;
  return `${title}: ${
    series.map(({ name, values }) =>
      `${name} ${formatQuantity(values[cell], unit)}`
    ).join(", ")
  }`;
}
