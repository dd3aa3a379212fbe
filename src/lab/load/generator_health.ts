/** Health of the load generator, which shows whether measured values are due to the system or to the generator. */
import { formatPercent, type Sample, type Source } from "../../record/mod.ts";
import { timestamp } from "../timing/wall_clock.ts";
import { LATE_THRESHOLD_S } from "./arrivals.ts";

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

/** Share of requests that may be late, so that the 99th percentile of latency is the system's. */
const MAX_LATE_SHARE = 0.01;

/** Counts that show how an open loop kept its schedule. */
export interface Pacing {
  /** Requests that were due. */
  readonly arrivals: number;
  /** Requests noticed more than `LATE_THRESHOLD_S` late, whether or not a connection was free. */
  readonly late: number;
}

/** Returns by how much the generator was late, so that latency is its own and not the system's; empty if it was not. */
export function describeLateness({ arrivals, late }: Pacing): string {
  if (late <= arrivals * MAX_LATE_SHARE) return "";
  return `${
    formatPercent(late / arrivals)
  } of requests were started more than ${LATE_THRESHOLD_S * 1000} ms late`;
}
