/** How the load generator itself is doing: whether what it measured is the system's doing or its own. */
import { formatPercent, type Sample } from "../../record/mod.ts";
import type { Loop } from "./arrivals.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** What a thread measures of itself in a second. */
export interface Gauge {
  /** Share of one core. */
  readonly cpu: number;
  /** Seconds that its event loop was late at most. */
  readonly lag: number;
  /** Attempts under way. */
  readonly inFlight: number;
  /** Seconds that it noticed late at most that a request was due. */
  readonly pacingError: number;
}

/** Sums and maxima over the threads, as samples of the source `generator`; none as long as no thread has told. */
export function toGeneratorSamples(
  run_id: string,
  gauges: readonly Gauge[],
): Sample[] {
  if (gauges.length === 0) return [];
  const at = timestamp();
  const sum = (of: (gauge: Gauge) => number) =>
    gauges.reduce((total, gauge) => total + of(gauge), 0);
  const most = (of: (gauge: Gauge) => number) => Math.max(...gauges.map(of));
  const rows = [
    ["cpu", "1", sum(({ cpu }) => cpu)],
    ["event_loop_lag", "s", most(({ lag }) => lag)],
    ["pacing_error", "s", most(({ pacingError }) => pacingError)],
    ["in_flight", "", sum(({ inFlight }) => inFlight)],
  ] as const;
  return rows.map(([metric, unit, value]) => ({
    run_id,
    source: "generator",
    metric,
    unit,
    at,
    value,
  }));
}

/** Seconds after which a request that is due is noticed too late: its latency would tell of the generator. */
export const LATE = 0.05;
/** Share of requests that may be noticed too late, so that the 99th percentile of latency is the system's. */
const MOST_LATE = 0.01;
/** Share of the rate asked for that must be attempted. */
const LEAST_ATTEMPTED = 0.95;

/** How an open loop kept to its schedule. */
export interface Pacing {
  /** Requests that were due. */
  readonly arrivals: number;
  /** Those that were noticed more than `LATE` seconds late, whether or not a connection was free. */
  readonly late: number;
}

/** Why figures of a load are the generator's own; empty if they are not, and for a closed loop, which has no schedule. */
export function judgePacing(
  { loop, rate }: { readonly loop: Loop; readonly rate: number },
  { arrivals, late, attempted, seconds }: Pacing & {
    /** Requests of some seconds. */
    readonly attempted: number;
    readonly seconds: number;
  },
): string {
  if (loop === "closed") return "";
  const asked = rate * seconds;
  // A Poisson process has now more and now fewer: three standard deviations of it are chance.
  const chance = loop === "poisson" ? 3 * Math.sqrt(asked) : 0;
  const faults: string[] = [];
  if (late > arrivals * MOST_LATE) {
    faults.push(
      `${formatPercent(late / arrivals)} of requests were started more than ${
        LATE * 1000
      } ms late`,
    );
  }
  if (attempted + chance < asked * LEAST_ATTEMPTED) {
    faults.push(
      `${Math.round(attempted / seconds)} requests a second were attempted, ${
        Math.round(rate)
      } asked for`,
    );
  }
  return faults.join("; ");
}
