/** How the load generator itself is doing: whether what it measured is the system's doing or its own. */
import type { Sample } from "../record/mod.ts";
import type { Gauge } from "./load_messages.ts";

/** Sums and maxima over the threads, as samples of the source `generator`; none as long as no thread has told. */
export function toGeneratorSamples(
  run_id: string,
  gauges: readonly Gauge[],
): Sample[] {
  if (gauges.length === 0) return [];
  const at = new Date().toISOString();
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
