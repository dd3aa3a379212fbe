/** Time series of a run in progress, in cells of equal width, which are made incrementally of its rows. */
import {
  isLoad,
  type Operation,
  paramNumber,
  type Run,
  type Sample,
} from "../../record/mod.ts";
import { parseTime } from "./parse_time.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

/** Columns of the cells from one on. Every array has one value a cell. */
export interface SeriesPart {
  /** Position of the first cell; all cells before it are as they were. */
  readonly from: number;
  /** Start of cell 0, in milliseconds since 1970, and seconds of a cell. */
  readonly origin: number;
  readonly width: number;
  /** Number of cells in all. */
  readonly length: number;
  /** Operations a second that ended in a cell: `ok` in time, `late` after the time-out, and others by their outcome. */
  readonly rates: Readonly<Record<string, readonly number[]>>;
  /** Seconds, of successful operations, late ones too; null where there are too few. */
  readonly latency: Readonly<
    Record<LatencyLine, readonly (number | null)[]>
  >;
  /** Means of samples; null where there is none. */
  readonly resources: readonly ResourcePart[];
}

export interface ResourcePart {
  readonly metric: string;
  readonly source: string;
  readonly unit: string;
  readonly values: readonly (number | null)[];
}

const latencyLines = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;
export type LatencyLine = keyof typeof latencyLines | "max";

interface Cell {
  readonly ended: Map<string, number>;
  latency: LatencyHistogram | null;
  readonly samples: Map<string, { sum: number; n: number }>;
}

/** Cells above which two become one, so that a run of any length takes constant memory and width on a screen. */
const MAX_CELLS = 600;

/** Lines of samples that are kept; a record of many processes has more. */
const MAX_RESOURCES = 120;

/** Metrics of samples that are kept. */
const resourceMetrics: readonly string[] = [
  "cpu",
  "memory",
  "event_loop_lag",
  "pacing_error",
];

/**
 * Rows of later times than this ahead of the clock are left out: one wrong time would make every cell a year wide. The
 * virtual time of a simulated run is ahead of any clock.
 */
const MAX_AHEAD_MS = 60_000;

/** A cell is whole when rows of this much later have arrived. */
const SETTLE_MS = 1000;

export class RunSeries {
  readonly #origin: number;
  readonly #timeout: number;
  readonly #maxAhead: number;
  readonly #now: () => number;
  readonly #resources = new Map<string, Omit<ResourcePart, "values">>();
  readonly #outcomes = new Set(["ok"]);
  #cells: Cell[] = [];
  #width = 1;
  #clock = 0;
  /** First cell that changed since it was last taken. */
  #changed = 0;

  constructor(
    run: Pick<Run, "started_at" | "params" | "mode">,
    { now = Date.now }: { readonly now?: () => number } = {},
  ) {
    this.#origin = Math.floor(Date.parse(run.started_at ?? "") / 1000) * 1000 ||
      0;
    this.#timeout = paramNumber(run, "timeout") ?? Infinity;
    this.#maxAhead = run.mode === "simulated" ? Infinity : MAX_AHEAD_MS;
    this.#now = now;
  }

  addOperations(operations: readonly Operation[]): void {
    for (const { kind, started_at, duration_s, outcome } of operations) {
      // An operation without an end is in no cell.
      if (started_at === null || outcome === "unfinished") continue;
      if (!isLoad(kind)) continue;
      const seconds = duration_s ?? 0;
      const cell = this.#cellAt(parseTime(started_at) + seconds * 1000);
      if (!cell) continue;
      const isLate = outcome === "ok" && seconds > this.#timeout;
      const name = isLate ? "late" : outcome;
      this.#outcomes.add(name);
      cell.ended.set(name, (cell.ended.get(name) ?? 0) + 1);
      if (outcome === "ok") {
        cell.latency ??= new LatencyHistogram();
        cell.latency.add(seconds);
      }
    }
  }

  addSamples(samples: readonly Sample[]): void {
    for (const { source, metric, unit, at, value } of samples) {
      if (at === null || !resourceMetrics.includes(metric)) continue;
      const key = `${metric}\0${source}`;
      if (!this.#resources.has(key)) {
        if (this.#resources.size >= MAX_RESOURCES) continue;
        this.#resources.set(key, { metric, source, unit });
      }
      const cell = this.#cellAt(parseTime(at));
      if (!cell) continue;
      const { sum, n } = cell.samples.get(key) ?? { sum: 0, n: 0 };
      cell.samples.set(key, { sum: sum + value, n: n + 1 });
    }
  }

  /** Returns the cells that changed since the last call, and those after them; without the last, which is not whole. */
  takeChanges(): SeriesPart {
    const length = this.#wholeCells();
    const from = Math.min(this.#changed, length);
    this.#changed = length;
    return this.#toPart(from, length);
  }

  /** All cells, the last ones too once the run has `ended`. */
  all(ended: boolean): SeriesPart {
    return this.#toPart(0, ended ? this.#cells.length : this.#wholeCells());
  }

  #wholeCells(): number {
    const settled = this.#clock - SETTLE_MS - this.#origin;
    const whole = Math.floor(settled / (this.#width * 1000));
    return Math.max(0, Math.min(this.#cells.length, whole));
  }

  #cellAt(time: number): Cell | null {
    const ahead = time - this.#origin;
    if (!(ahead >= 0) || time > this.#now() + this.#maxAhead) return null;
    this.#clock = Math.max(this.#clock, time);
    while (ahead >= this.#width * MAX_CELLS * 1000) this.#halve();
    const index = Math.floor(ahead / (this.#width * 1000));
    while (this.#cells.length <= index) {
      this.#cells.push({
        ended: new Map(),
        latency: null,
        samples: new Map(),
      });
    }
    this.#changed = Math.min(this.#changed, index);
    return this.#cells[index] ?? null;
  }

  /** Makes each two cells one. */
  #halve(): void {
    const cells = this.#cells;
    this.#cells = cells.filter((_, i) => i % 2 === 0);
    this.#cells.forEach((cell, i) => {
      const next = cells[2 * i + 1];
      if (next) merge(cell, next);
    });
    this.#width *= 2;
    this.#changed = 0;
  }

  #toPart(from: number, length: number): SeriesPart {
    const cells = this.#cells.slice(from, length);
    const column = <T>(of: (cell: Cell) => T) => cells.map(of);
    const quantile = (p: number) =>
      column(({ latency }) => short(latency?.quantile(p) ?? null));
    return {
      from,
      origin: this.#origin,
      width: this.#width,
      length,
      rates: Object.fromEntries(
        [...this.#outcomes].map((name) => [
          name,
          column(({ ended }) => (ended.get(name) ?? 0) / this.#width),
        ]),
      ),
      latency: {
        p50: quantile(latencyLines.p50),
        p95: quantile(latencyLines.p95),
        p99: quantile(latencyLines.p99),
        max: column(({ latency }) => short(latency?.max ?? null)),
      },
      resources: [...this.#resources].map(([key, resource]) => ({
        ...resource,
        values: column(({ samples }) => {
          const known = samples.get(key);
          return known ? short(known.sum / known.n) : null;
        }),
      })),
    };
  }
}

function merge(into: Cell, from: Cell): void {
  for (const [name, n] of from.ended) {
    into.ended.set(name, (into.ended.get(name) ?? 0) + n);
  }
  for (const [key, { sum, n }] of from.samples) {
    const known = into.samples.get(key) ?? { sum: 0, n: 0 };
    into.samples.set(key, { sum: known.sum + sum, n: known.n + n });
  }
  if (from.latency === null) return;
  into.latency ??= new LatencyHistogram();
  into.latency.addAll(from.latency);
}

/** Four digits, which is what a chart can show. */
function short(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4));
}
