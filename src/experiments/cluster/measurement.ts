/** What a run has measured so far, kept while it goes on for its last line and its verdict. */
import {
  formatDuration,
  formatPercent,
  type Operation,
} from "../../record/mod.ts";
import { quantiles, wilson } from "../../statistics/mod.ts";

/**
 * Figures of the phase `measure`. Success and latency are of the operations that were due in it, whenever they ended;
 * throughput is of those that ended in it, whenever they were due. Under more load than a system carries the two differ: what
 * was due in an open loop is answered long after.
 */
export interface Measurement {
  /** How long it was. */
  readonly seconds: number;
  /** Operations due. */
  readonly attempted: number;
  /** Those of them that succeeded, no later than the time-out after they were due. */
  readonly ok: number;
  /** Successes a second. */
  readonly throughput: number;
  /** Shares; rate is null when nothing was attempted. */
  readonly success_rate: number | null;
  readonly lower: number;
  readonly upper: number;
  /** Seconds, of operations that succeeded, late ones too; null where there are too few. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface MeasuredOptions {
  /** Seconds after which an answer is too late, from when the operation was due. @default {Infinity} */
  readonly timeout?: number;
}

/**
 * Collects operations by when they were due, and by when they ended. One counts as successful as in the view
 * `load_operations`: a client times out from when it sends, but its user has waited since the operation was due.
 */
export class Measured {
  readonly #timeout: number;
  #attempted = 0;
  #ok = 0;
  /** Operations that succeeded within the time. */
  #completed = 0;
  #durations: number[] = [];
  #from = Infinity;
  #until = Infinity;

  constructor({ timeout = Infinity }: MeasuredOptions = {}) {
    this.#timeout = timeout;
  }

  /** Begins the time that counts, in milliseconds since 1970. */
  begin(now: number): void {
    this.#from = now;
  }

  /** Ends it. */
  end(now: number): void {
    this.#until = Math.min(this.#until, now);
  }

  add(operations: readonly Operation[]): void {
    for (const { started_at, outcome, duration_s } of operations) {
      const due = Date.parse(started_at ?? "");
      const seconds = duration_s ?? NaN;
      const inTime = outcome === "ok" && !(seconds > this.#timeout);
      if (inTime && this.#counts(due + seconds * 1000)) this.#completed++;
      if (!this.#counts(due)) continue;
      this.#attempted++;
      if (inTime) this.#ok++;
      if (outcome === "ok") this.#durations.push(seconds);
    }
  }

  #counts(moment: number): boolean {
    return moment >= this.#from && moment < this.#until;
  }

  /** The figures, once `end` was called. */
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

/** One line: `812 ok/s, 99.9 % ok (95 % interval 99.8 to 100), p50 3.1 ms, p95 9 ms, p99 21 ms`. */
export function formatMeasurement(
  { attempted, throughput, success_rate, lower, upper, ...rest }: Measurement,
): string {
  if (success_rate === null) return "nothing was attempted";
  const times = (["p50", "p95", "p99"] as const).map((name) => {
    const value = rest[name];
    return `${name} ${value === null ? "-" : formatDuration(value)}`;
  });
  return [
    `${Number(throughput.toPrecision(4)).toLocaleString("en-US")} ok/s`,
    `${formatPercent(success_rate)} of ${
      attempted.toLocaleString("en-US")
    } ok (95 % interval ${formatPercent(lower)} to ${formatPercent(upper)})`,
    ...times,
  ].join(", ");
}
