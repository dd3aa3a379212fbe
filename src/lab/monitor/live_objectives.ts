/** Objectives of a run in progress, by what its phase `measure` has shown so far. */
import {
  type Event,
  isLoad,
  type Operation,
  type OperationKind,
  paramNumber,
  type Run,
} from "../../record/mod.ts";
import type { Objective } from "../plan/experiment.ts";
import { parseTime } from "./parse_time.ts";
import { LatencyHistogram } from "./latency_histogram.ts";

/** An objective with its value so far. */
export interface LiveObjective {
  readonly metric: string;
  readonly is: Objective["is"];
  readonly limit: number;
  /** In the base unit; null before there is one. */
  readonly value: number | null;
  /** `at end`: only the whole run decides it. */
  readonly result: "met so far" | "missed so far" | "not yet" | "at end";
}

const LOG_PUSH: OperationKind = "log_push";

/** Measures what the objectives of a load need; expects rows in the order they were written, events first. */
export class LiveMeasures {
  readonly #timeout: number;
  readonly #latency = new LatencyHistogram();
  /** Latency by kind of operation. */
  readonly #byKind = new Map<string, LatencyHistogram>();
  #measure = { from: Infinity, until: Infinity };
  #warmUp = Infinity;
  #clock = -Infinity;
  #attempted = 0;
  #ok = 0;
  #completed = 0;
  #ooms = 0;
  /** Loads that have started and not ended. */
  #loads = 0;

  constructor(run: Pick<Run, "params">) {
    this.#timeout = paramNumber(run, "timeout") ?? Infinity;
  }

  addEvents(events: readonly Event[]): void {
    for (const { kind, subject, at } of events) {
      const time = Date.parse(at ?? "");
      if (kind === "phase" && subject === "warm_up") this.#warmUp = time;
      if (kind === "phase" && subject === "measure") {
        this.#measure = { from: time, until: Infinity };
      } else if (kind === "phase" && time >= this.#measure.from) {
        this.#measure.until = Math.min(this.#measure.until, time);
      }
      // The load outlasts the phase, as in the analysis of the ended run: a kill counts until its end.
      const isLoaded = time >= Math.min(this.#warmUp, this.#measure.from) &&
        (time <= this.#measure.until || this.#loads > 0);
      if (kind === "load_started") this.#loads++;
      if (kind === "load_ended") this.#loads--;
      if (kind === "oom" && isLoaded) this.#ooms++;
    }
  }

  /** Counts operations as the view `measurements` does: success and latency by their start, throughput by their end. */
  addOperations(operations: readonly Operation[]): void {
    for (const { kind, started_at, duration_s, outcome } of operations) {
      if (started_at === null || !isLoad(kind)) continue;
      // Beside the queries of a monitoring load; no objective asks of it.
      if (kind === LOG_PUSH) continue;
      const seconds = duration_s ?? 0;
      const from = parseTime(started_at);
      const until = from + seconds * 1000;
      this.#clock = Math.max(this.#clock, until);
      const inTime = outcome === "ok" && seconds <= this.#timeout;
      if (inTime && this.#isMeasured(until)) this.#completed++;
      if (!this.#isMeasured(from)) continue;
      this.#attempted++;
      if (inTime) this.#ok++;
      if (outcome !== "ok") continue;
      this.#latency.add(seconds);
      const byKind = this.#byKind.get(kind) ?? new LatencyHistogram();
      this.#byKind.set(kind, byKind);
      byKind.add(seconds);
    }
  }

  /** Operations due in the phase, and those of them that succeeded in time. */
  get counts(): { readonly attempted: number; readonly ok: number } {
    return { attempted: this.#attempted, ok: this.#ok };
  }

  /** Evaluates objectives so far. */
  evaluate(objectives: readonly Objective[]): LiveObjective[] {
    return objectives.map(({ metric, is, value: limit }) => {
      const value = this.metric(metric);
      const isMet = typeof value === "number" &&
        (is === "at least" ? value >= limit : value <= limit);
      return {
        ...{ metric, is, limit },
        value: value ?? null,
        result: value === undefined
          ? "at end"
          : value === null
          ? "not yet"
          : isMet
          ? "met so far"
          : "missed so far",
      };
    });
  }

  /** Value of a metric so far; null before there is one, undefined for one that only the whole run has. */
  metric(metric: string): number | null | undefined {
    const { from, until } = this.#measure;
    const seconds = (Math.min(this.#clock, until) - from) / 1000;
    const isBegun = Number.isFinite(from);
    switch (metric) {
      case "success_rate":
        return this.#attempted === 0 ? null : this.#ok / this.#attempted;
      case "throughput":
        return isBegun && seconds > 0 ? this.#completed / seconds : null;
      case "p50":
        return this.#latency.quantile(0.5);
      case "p95":
        return this.#latency.quantile(0.95);
      case "p99":
        return this.#latency.quantile(0.99);
      case "incremental_p99":
        return this.#byKind.get("incremental")?.quantile(0.99) ?? null;
      case "ooms":
        return isBegun ? this.#ooms : null;
      default:
        return undefined;
    }
  }

  #isMeasured(time: number): boolean {
    return time >= this.#measure.from && time < this.#measure.until;
  }
}
