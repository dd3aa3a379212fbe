/** Health of the load generator, which shows whether measured values are due to the system or to the generator. */
import { formatPercent, type Sample, type Source } from "../../record/mod.ts";
import type { Loop } from "./arrivals.ts";
import { timestamp } from "../timing/wall_clock.ts";

/** Values that a generator thread measured of itself over one second. */
export interface GeneratorGauges {
  /** Share of one core. */
  readonly cpu: number;
  /** Largest delay of its event loop in seconds. */
  readonly lag: number;
  /** Attempts in flight. */
  readonly inFlight: number;
  /** Largest delay in seconds from when a request was due until the thread noticed. */
  readonly pacingError: number;
}

/** Returns sums and maxima over the threads as samples of the source `generator`; none before the first report. */
export function toGeneratorSamples(
  run_id: string,
  gauges: readonly GeneratorGauges[],
): Sample[] {
  if (gauges.length === 0) return [];
  const at = timestamp();
  const sum = (of: (gauge: GeneratorGauges) => number) =>
    gauges.reduce((total, gauge) => total + of(gauge), 0);
  const max = (of: (gauge: GeneratorGauges) => number) =>
    Math.max(...gauges.map(of));
  const rows = [
    ["cpu", "1", sum(({ cpu }) => cpu)],
    ["event_loop_lag", "s", max(({ lag }) => lag)],
    ["pacing_error", "s", max(({ pacingError }) => pacingError)],
    ["in_flight", "", sum(({ inFlight }) => inFlight)],
  ] as const;
  return rows.map(([metric, unit, value]) => ({
    run_id,
    source: "generator" satisfies Source,
    metric,
    unit,
    at,
    value,
  }));
}

/** Delay above which a due request was noticed too late: its latency would include the generator's. */
export const LATE_THRESHOLD_S = 0.05;
/** Share of requests that may be late, so that the 99th percentile of latency is the system's. */
const MAX_LATE_SHARE = 0.01;
/** Share of the requested rate that must be attempted. */
const MIN_ATTEMPTED_SHARE = 0.95;

/** Counts that show how an open loop kept its schedule. */
export interface Pacing {
  /** Requests that were due. */
  readonly arrivals: number;
  /** Requests noticed more than `LATE_THRESHOLD_S` late, whether or not a connection was free. */
  readonly late: number;
}

/**
 * Returns why the generator did not keep its schedule, so that results are its own and not the system's; empty if
 * it did, and for a closed loop, which has no schedule.
 */
export function checkPacing(
  { loop, rate }: { readonly loop: Loop; readonly rate: number },
  { arrivals, late, attempted, seconds }: Pacing & {
    /** Requests attempted in `seconds`. */
    readonly attempted: number;
    readonly seconds: number;
  },
): string {
  if (loop === "closed") return "";
  const expected = rate * seconds;
  // The count of a Poisson process varies: up to three standard deviations are chance.
  const tolerance = loop === "poisson" ? 3 * Math.sqrt(expected) : 0;
  const reasons: string[] = [];
  if (late > arrivals * MAX_LATE_SHARE) {
    reasons.push(
      `${formatPercent(late / arrivals)} of requests were started more than ${
        LATE_THRESHOLD_S * 1000
      } ms late`,
    );
  }
  if (attempted + tolerance < expected * MIN_ATTEMPTED_SHARE) {
    reasons.push(
      `${Math.round(attempted / seconds)} requests a second were attempted, ${
        Math.round(rate)
      } asked for`,
    );
  }
  return reasons.join("; ");
}
