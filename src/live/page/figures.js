// @ts-check
/** Draws the figures of a run over one clock, and what the reader points at. */
import { Cells } from "./cells.js";
import { cellAt, drawChart } from "./chart.js";
import { figureList } from "./figure_list.js";
import { node } from "./svg.js";
import { element, formatElapsed, formatQuantity } from "./text.js";

/**
 * @typedef {import("./chart.js").Series} Series
 * @typedef {import("./figure_list.js").Figure} Figure
 *
 * @typedef {object} Timeline
 * @property {import("./bands.js").Band[]} bands
 * @property {{at: number, kind: string, text: string}[]} marks
 */

/** Figures of one run, drawn again whenever something is added. */
export class Figures {
  #cells = new Cells();
  /** @type {Timeline} */
  #timeline = { bands: [], marks: [] };
  /** @type {number | null} */
  #cursor = null;
  #width = 1;
  #isScheduled = false;
  /** @type {{figure: Figure, frame: HTMLElement, svg: SVGSVGElement, legend: HTMLElement, legendText: string, series: Series[]}[]} */
  #shown = [];
  /** @type {HTMLElement} */
  #readout;
  #hint = "";

  /** @param {HTMLElement} container @param {HTMLElement} readout */
  constructor(container, readout) {
    this.#readout = readout;
    this.#hint = readout.textContent ?? "";
    this.#shown = figureList.map((figure, i) =>
      this.#create(figure, i, container)
    );
    new ResizeObserver(() => this.#draw()).observe(container);
  }

  /** Shows no figures of processes for a simulated run. @param {boolean} isSimulated */
  choose(isSimulated) {
    for (const { frame, figure } of this.#shown) {
      frame.hidden = isSimulated && figure.ofMachine;
    }
  }

  /** Shows a run; call it again when something was added. @param {Cells} cells @param {Timeline} timeline */
  show(cells, timeline) {
    // Another run has other cells, and so have wider cells.
    if (cells !== this.#cells || cells.part.width !== this.#width) {
      this.#cursor = null;
    }
    this.#cells = cells;
    this.#width = cells.part.width;
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
    const svg = /** @type {SVGSVGElement} */ (node("svg", {
      ...{ id: `figure-${i}`, role: "img", tabindex: 0 },
    }));
    svg.addEventListener(
      "pointermove",
      ({ clientX }) => this.#point(cellAt(svg, clientX, this.#cells.part)),
    );
    svg.addEventListener("pointerleave", () => this.#point(null));
    svg.addEventListener("keydown", (event) => this.#move(event));
    svg.addEventListener("blur", () => this.#point(null));
    frame.append(caption, svg);
    container.append(frame);
    return { figure, frame, svg, legend, legendText: "", series: [] };
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const { length } = this.#cells.part;
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
    // With these keys the arrows are the browser's: back and forward.
    const isOther = event.altKey || event.ctrlKey || event.metaKey;
    if (length === 0 || isOther || !Object.hasOwn(moves, event.key)) return;
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
    const { origin, width, length } = this.#cells.part;
    const clock = {
      origin,
      width,
      length,
      ...this.#timeline,
      cursor: this.#cursor,
    };
    this.#shown.forEach((shown, i) => {
      const { figure, svg } = shown;
      shown.series = figure.series(this.#cells);
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
        this.#shown.filter(({ series }) => series.length > 0)
          .map(({ figure, series }) =>
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
        : series.map((one) => {
          const item = element("li");
          item.append(swatch(one, figure.stacked), one.name);
          return item;
        }),
    );
  }
}

/** Sample of a series for its legend. @param {Series} series @param {boolean} isArea */
function swatch({ colour, fill, dash }, isArea) {
  const svg = node("svg", { viewBox: "0 0 26 11", "aria-hidden": "true" });
  svg.append(
    isArea
      ? node("rect", {
        ...{ x: 1, y: 1, width: 24, height: 9, stroke: colour, fill: colour },
        "fill-opacity": fill === "solid" ? "1" : "0.35",
        "stroke-dasharray": fill === "hatch" ? "3 2" : "",
      })
      : node("line", {
        ...{ x1: 0, x2: 26, y1: 6, y2: 6, stroke: colour },
        ...{ "stroke-width": 2, "stroke-dasharray": dash },
      }),
  );
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
