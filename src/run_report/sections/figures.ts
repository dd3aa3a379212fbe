/** The standard figures of a run: what happened over its time, its latency, its errors, its resources. */
import {
  type LoadSpan,
  loopBudgets,
  runErrors,
  runLatencyHeat,
  runPercentiles,
  runTimeline,
} from "../../analysis/mod.ts";
import {
  type Figure,
  plotBacklog,
  plotChain,
  plotErrors,
  plotLatencyHeat,
  plotLatencyPercentiles,
  plotLineRates,
  plotResourceSeries,
  plotRunTimeline,
  plotShareCurves,
  type ResourceEvent,
  type ResourceLimit,
} from "../../figures/mod.ts";
import type { ExecutedCell } from "../../notebook/mod.ts";
import { paramOf, type Run } from "../../record/mod.ts";
import { md } from "../../report/mod.ts";
import type { Store } from "../../store/mod.ts";
import { resourceSamples } from "../facts/resources.ts";
import type { RunContent } from "../facts/run_content.ts";
import { figureCell, proseCell } from "./cells.ts";
import { zeroOf } from "./run_clock.ts";

/** Lines of a distribution that can be told apart. */
const MAX_SERIES = 6;

/** Metrics of a platform that are drawn: those of the plan of 2015, and the latency of its store. */
const platformMetrics: readonly string[] = [
  ...loopBudgets.flatMap(({ metric, planned }) => planned ? [metric] : []),
  "RequestLatency",
];

/** Returns the cells of the figures that the run has rows for; the first figure is the lead. */
export async function figureCells(
  store: Store,
  content: RunContent,
): Promise<ExecutedCell[]> {
  const course = await courseFigure(store, content);
  const latency = await latencyFigures(store, content);
  const errors = await errorFigure(store, content);
  const resources = await resourceFigure(store, content);
  const lines = linesFigures(content);
  const recovery = recoveryFigure(content);
  // What was asked of a platform that is left alone is in its loops.
  const lead = isSoak(content) && resources !== null
    ? resources
    : lines[0] ?? recovery ?? course ?? latency[0] ?? resources;
  const section = (heading: string, figures: readonly (Figure | null)[]) => {
    const shown = figures.filter((figure) =>
      figure !== null && figure !== lead
    );
    return shown.length === 0 ? [] : [
      proseCell(md`## ${heading}`),
      ...shown.flatMap((figure) => figure === null ? [] : [figureCell(figure)]),
    ];
  };
  return [
    ...lead === null || lead === undefined
      ? []
      : [figureCell(lead, { lead: true })],
    ...section("Lines over the run", lines),
    ...section(
      lines.length > 0 ? "The sender" : "Operations over the run",
      [course],
    ),
    ...section("Latency", latency),
    ...section("Errors", [errors]),
    ...section(
      content.platform === null ? "Resources" : "What the platform tells",
      [resources],
    ),
  ];
}

/** Draws lines at every sink, the hops of a chain, and what waited; none for a run that is not of a forwarder. */
function linesFigures({ forwarding }: RunContent): Figure[] {
  if (forwarding === null) return [];
  const { rates, backlog, chain } = forwarding;
  return [
    ...rates === null ? [] : [
      plotLineRates(rates, { title: "Lines at every sink over the run" }),
    ],
    ...chain === null
      ? []
      : [plotChain(chain, { title: "Lines at every hop over the run" })],
    ...backlog === null
      ? []
      : [plotBacklog(backlog, { title: "What waited over the run" })],
  ];
}

/** Returns a title of a figure, which says so where its times are virtual. */
function titleFor({ run }: RunContent, title: string): string {
  return run.mode === "simulated" ? `${title}, simulated` : title;
}

/** Draws the share of lost instances that run again; null for a run that is on no platform, or lost none. */
function recoveryFigure(content: RunContent): Figure | null {
  const { platform } = content;
  const [all] = platform?.curves ?? [];
  if (platform === null || !all) return null;
  const { fault_at, heal_at } = platform.run;
  return plotShareCurves([{
    label: "",
    curves: [{ series: "all kinds", run: all.run_id, curve: all.curve }],
    healed: fault_at === null || heal_at === null ? null : heal_at - fault_at,
  }], {
    title: titleFor(content, "Lost instances that run again"),
    ...{ share: "running again", zero: "the fault", counted: "instances" },
  });
}

/** Whether the experiment asks how a platform keeps to its loops. */
function isSoak({ platform, declared }: RunContent): boolean {
  return platform !== null && (declared?.experiment.objectives ?? [])
    .some(({ metric }) => metric === "late_loops");
}

async function courseFigure(
  store: Store,
  content: RunContent,
): Promise<Figure | null> {
  const timeline = await runTimeline(store, content.run.run_id);
  return timeline === null || timeline.bins.length === 0
    ? null
    : plotRunTimeline(timeline, {
      title: titleFor(
        content,
        content.platform === null
          ? "Throughput, latency and errors over the run"
          : "Pushes, tasks and instances over the run",
      ),
    });
}

async function latencyFigures(
  store: Store,
  content: RunContent,
): Promise<Figure[]> {
  const { run_id } = content.run;
  const heat = await runLatencyHeat(store, run_id);
  const series = (await runPercentiles(store, run_id))
    .filter(({ points }) => points.some(({ value }) => value > 0));
  return [
    ...series.length === 0 || series.length > MAX_SERIES ? [] : [
      plotLatencyPercentiles(series, {
        title: titleFor(
          content,
          "Latency of answered operations, by percentile",
        ),
      }),
    ],
    ...heat === null || heat.cells.length === 0 ? [] : [
      plotLatencyHeat(heat, {
        title: titleFor(content, "Latency over the run"),
      }),
    ],
  ];
}

async function errorFigure(
  store: Store,
  content: RunContent,
): Promise<Figure | null> {
  const errors = await runErrors(store, content.run.run_id);
  return errors === null || errors.bins.length === 0 ? null : plotErrors(
    errors,
    { title: titleFor(content, "Failed operations over the run") },
  );
}

async function resourceFigure(
  store: Store,
  content: RunContent,
): Promise<Figure | null> {
  const { run, clock, platform } = content;
  const zero = zeroOf(content);
  const start = zero === null ? null : toTime(zero);
  const samples = (await resourceSamples(
    store,
    run.run_id,
    platform === null ? [] : platformMetrics,
  ))
    .filter(({ at }) =>
      clock === null || start === null || isDuring(clock, start, at)
    );
  if (samples.length === 0) return null;
  return plotResourceSeries(samples, {
    title: titleFor(
      content,
      run.mode === "imported"
        ? "What was sampled over the run"
        : platform === null
        ? "Processors and memory of every process"
        : "Loops and cells of the platform over the run",
    ),
    start,
    clock: clock?.clock ?? null,
    events: loggedEvents(content),
    limits: limitsOf(run),
  });
}

/** Reckons from the start as the figure does, in whole milliseconds: else it would leave out a sample at an edge. */
function isDuring({ clock }: LoadSpan, start: string, at: string): boolean {
  const seconds = (Date.parse(at) - Date.parse(start)) / 1000;
  return seconds >= clock.from && seconds <= clock.until;
}

/** Limits of the server under test, in the units of the samples. */
function limitsOf(run: Run): ResourceLimit[] {
  const memory = Number(paramOf(run, "memory_limit"));
  const cpu = Number(paramOf(run, "cpu_limit"));
  return [
    ...cpu > 0
      ? [{ metric: "processors", label: "limit of the server", value: cpu }]
      : [],
    ...memory > 0
      ? [{
        metric: "memory",
        label: "limit of the server",
        value: memory / 1_048_576,
      }]
      : [],
  ];
}

/** Returns what the log of an import tells; other runs have it in their clock. */
function loggedEvents({ lines }: RunContent): ResourceEvent[] {
  return lines.events.flatMap(({ kind, subject, detail, at }) =>
    at !== null && ["isolate", "rejoin"].includes(kind) && detail === "done"
      ? [{ from: at, to: null, label: `${kind} ${subject}` }]
      : []
  );
}

function toTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
