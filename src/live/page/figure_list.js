// @ts-check
/** What the figures of a run are: a literal each, in their order on the page. */
import { areaStyle, meaningStyle, seriesStyle } from "./meanings.js";

/**
 * @typedef {import("./chart.js").Series} Series
 * @typedef {import("./cells.js").Cells} Cells
 *
 * @typedef {object} Figure
 * @property {string} title
 * @property {string} unit
 * @property {number} height
 * @property {boolean} stacked
 * @property {boolean} log
 * @property {boolean} isWide
 * @property {boolean} ofMachine whether it is of processes of this machine, which a simulated run has none of
 * @property {(cells: Cells) => Series[]} series
 * @property {string} empty what is said where there is nothing to draw
 */

/** Outcomes of operations that are no failures. */
const ANSWERED = ["ok", "late"];

/** Sources of samples that are no nodes. */
const own = ["host", "generator", "runner", "cluster"];

/** @type {readonly Figure[]} */
export const figureList = [
  {
    ...{
      title: "Throughput",
      unit: "/s",
      height: 170,
      stacked: true,
      log: false,
      isWide: true,
    },
    ofMachine: false,
    empty: "no operation has ended yet",
    series: (cells) => {
      const named = [
        {
          name: "answered in time",
          values: cells.sum((name) => name === "ok"),
          ...meaningStyle("ok"),
        },
        {
          name: "answered late",
          values: cells.sum((name) => name === "late"),
          ...meaningStyle("late"),
        },
        {
          name: "failed",
          values: cells.sum((name) => !ANSWERED.includes(name)),
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
    ofMachine: false,
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
    ofMachine: false,
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
    ofMachine: true,
    empty: "no sample yet",
    series: (cells) => lines(cells, "cpu", (source) => !own.includes(source)),
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
    ofMachine: true,
    empty: "no sample yet",
    series: (cells) =>
      lines(cells, "memory", (source) => !own.includes(source)),
  },
  {
    ...{
      title: "Processors of the machine, and of the load generator",
      unit: "1",
      height: 130,
    },
    ...{ stacked: false, log: false, isWide: false },
    ofMachine: true,
    empty: "no sample yet",
    series: (cells) =>
      lines(cells, "cpu", (source) => ["host", "generator"].includes(source)),
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
    ofMachine: true,
    empty: "no sample yet",
    series: (cells) => [
      ...lines(cells, "pacing_error", (source) => source === "generator")
        .map((one) => ({ ...one, name: "pacing error" })),
      ...lines(cells, "event_loop_lag", (source) => source === "generator")
        .map((one) => ({ ...one, name: "event-loop lag", ...seriesStyle(1) })),
    ],
  },
];

/**
 * A line of a metric for each source.
 * @param {Cells} cells
 * @param {string} metric
 * @param {(source: string) => boolean} which
 */
function lines(cells, metric, which) {
  return cells.resources(metric, which)
    .map((one, i) => ({ ...one, ...seriesStyle(i) }));
}
