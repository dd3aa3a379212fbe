/** Measures a run from its operations while it is in progress, for its summary and verdict. */
import {
  formatDuration,
  formatPercent,
  type Operation,
} from "../../record/mod.ts";
import { quantiles, wilson } from "../../statistics/mod.ts";

/**
 * Metrics of the phase `measure`. Success and latency are of operations due in it, whenever they ended; throughput is
 * of operations that ended in it, whenever they were due. In an open loop above saturation the two differ, as
 * operations end long after they were due.
 */
export interface Measurement {
  /** Duration of the phase. */
  readonly seconds: number;
  /** Operations due. */
  readonly attempted: number;
  /** Operations that succeeded within the timeout after they were due. */
  readonly ok: number;
  /** Successes per second. */
  readonly throughput: number;
  /** Share with its 95 % confidence interval; null if nothing was attempted. */
  readonly success_rate: number | null;
  readonly lower: number;
  readonly upper: number;
  /** Latency percentiles in seconds, of successful operations, late ones too; null if there are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface MeasurementOptions {
  /** Seconds after the due time at which a response is too late. @default {Infinity} */
  readonly timeout?: number;
}

/**
 * Counts operations by their due time and by their end. Defines success as the view `load_operations` does: a client's
 * timeout starts when it sends, but its user has waited since the operation was due.
 */
export class MeasurementCollector {
  readonly #timeout: number;
  #attempted = 0;
  #ok = 0;
  /** Operations that succeeded and ended within the phase. */
  #completed = 0;
  #durations: number[] = [];
  #from = Infinity;
  #until = Infinity;

  constructor({ timeout = Infinity }: MeasurementOptions = {}) {
    this.#timeout = timeout;
  }

  /** Begins the measured phase, at a time in milliseconds since 1970. */
  begin(now: number): void {
    this.#from = now;
  }

  /** Ends the measured phase. */
  end(now: number): void {
    this.#until = Math.min(this.#until, now);
  }

  add(operations: readonly Operation[]): void {
    for (const { started_at, outcome, duration_s } of operations) {
      const due = Date.parse(started_at ?? "");
      const seconds = duration_s ?? NaN;
      const inTime = outcome === "ok" && !(seconds > this.#timeout);
      if (inTime && this.#isMeasured(due + seconds * 1000)) this.#completed++;
      if (!this.#isMeasured(due)) continue;
      this.#attempted++;
      if (inTime) this.#ok++;
      if (outcome === "ok") this.#durations.push(seconds);
    }
  }

  #isMeasured(time: number): boolean {
    return time >= this.#from && time < this.#until;
  }

  /** Metrics; valid after `end()`. */
  get measurement(): Measurement {
    const ok = this.#ok;
    const { rate, lower, upper } = wilson(ok, this.#attempted);
    const [p50, p95, p99] = quantiles(this.#durations, [0.5, 0.95, 0.99]);
    const span = (this.#until - this.#from) / 1000;
    const seconds = span > 0 && span < Infinity ? span : 0;
    return {
      seconds,
      attempted: this.#attempted,
      ok,
      throughput: seconds > 0 ? this.#completed / seconds : 0,
      success_rate: rate,
      lower,
      upper,
      p50: p50?.value ?? null,
      p95: p95?.value ?? null,
      p99: p99?.value ?? null,
    };
  }
}

/** Formats one line: `812 ok/s, 99.9 % ok (95 % interval 99.8 to 100), p50 3.1 ms, p95 9 ms, p99 21 ms`. */
export function formatMeasurement(
  { attempted, throughput, success_rate, lower, upper, ...rest }: Measurement,
): string {
  if (success_rate === null) return "nothing was attempted";
  const percentiles = (["p50", "p95", "p99"] as const).map((name) => {
    const value = rest[name];
    return `${name} ${value === null ? "-" : formatDuration(value)}`;
  });
  return [
    `${Number(throughput.toPrecision(4)).toLocaleString("en-US")} ok/s`,
    `${formatPercent(success_rate)} of ${
      attempted.toLocaleString("en-US")
    } ok (95 % interval ${formatPercent(lower)} to ${formatPercent(upper)})`,
    ...percentiles,
  ].join(", ");
}
