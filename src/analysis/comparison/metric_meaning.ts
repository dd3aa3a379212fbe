/** What the metrics of a comparison are: their unit, and which direction is better. */
import type { Objective } from "../../lab/plan/experiment.ts";
import {
  baseUnit,
  formatDuration,
  formatPercent,
  formatValue,
  maybeUnit,
  withSign,
} from "../../record/mod.ts";

/** Direction in which a metric is better; null if neither is. */
export type Better = "higher" | "lower" | null;

/** What a metric is. */
export interface MetricMeaning {
  /** Base unit; `1` for a share, empty for a count. */
  readonly unit: string;
  readonly better: Better;
}

const shares = { unit: "1", better: "higher" } as const;
const seconds = { unit: "s", better: "lower" } as const;
const counts = { unit: "", better: "lower" } as const;

/** Metrics that Loadline measures, of any experiment. */
const known: Readonly<Record<string, MetricMeaning>> = {
  throughput: { unit: "1/s", better: "higher" },
  success_rate: shares,
  p50: seconds,
  p95: seconds,
  p99: seconds,
  apdex: { unit: "", better: "higher" },
  budget_burn: counts,
  incremental_p99: seconds,
  scrape_pacing: shares,
  ingested_share: shares,
  memory_growth: { unit: "1", better: "lower" },
  ooms: counts,
  push_success: shares,
  push_all: seconds,
  task_success: shares,
  tasks_all: seconds,
  instance_success: shares,
  instances_all: seconds,
  lost_instances: { unit: "", better: null },
  returned: shares,
  returned_with_room: shares,
  running_favoured: { unit: "1", better: null },
  notice: seconds,
  recover_most: seconds,
  recover_all: seconds,
  red_metrics: counts,
  late_loops: counts,
  longest_loop: seconds,
  loop_share: { unit: "1", better: "lower" },
  seed_failed: { unit: "1", better: "lower" },
  seed_rate: { unit: "1/s", better: "higher" },
  untold: { unit: "1", better: "lower" },
  gone: counts,
  size: { unit: "B", better: "lower" },
  engaged: { unit: "", better: "higher" },
  passed: { unit: "", better: "higher" },
  lost: counts,
  longest_write: seconds,
  blocked_share: { unit: "1", better: "lower" },
  overshoot: { unit: "1", better: "lower" },
  lowest_share: shares,
  changed: counts,
  // Of other tools.
  failed_requests: counts,
  dropped_requests: counts,
  skipped_requests: counts,
  errors: counts,
  timeouts: counts,
};

/** Directions of the units of metrics that other tools named; a share or a count can be good or bad. */
const byUnit: Readonly<Record<string, Better>> = {
  [baseUnit.time]: "lower",
  [baseUnit.rate]: "higher",
  [baseUnit["byte rate"]]: "higher",
};

/**
 * Returns what a metric is: as Loadline measures it, else by the objective on it, which says what is better, and by the
 * unit that its tool gave.
 */
export function metricMeaning(
  name: string,
  unit: string,
  objectives: readonly Objective[] = [],
): MetricMeaning {
  const bare = name.replace(/^reported /, "").replace(/\([^]*\)$/, "");
  const own = Object.hasOwn(known, bare) ? known[bare] : undefined;
  if (own) return own;
  const objective = objectives.find(({ metric }) => metric === bare);
  const base = maybeUnit(unit)?.dimension;
  const symbol = base === undefined ? unit : baseUnit[base];
  return {
    unit: symbol,
    better: objective === undefined
      ? (Object.hasOwn(byUnit, symbol) ? byUnit[symbol] : null) ?? null
      : objective.is === "at least"
      ? "higher"
      : "lower",
  };
}

/** Characters of a name of the record that fit beside others; some tools name metrics by whole addresses. */
const MAX_NAME = 80;

/** Shortens a name of the record for a line or a table cell. */
export function shortName(name: string): string {
  const letters = [...name];
  return letters.length <= MAX_NAME
    ? name
    : `${letters.slice(0, MAX_NAME - 1).join("")}…`;
}

/** Formats a value of a metric: `12.3 ms`, `99.93 %`, `1,234 /s`, `3`. */
export function formatMetric(value: number | null, unit: string): string {
  if (value === null) return "–";
  if (unit === "s") return formatDuration(value);
  if (unit === "1") return formatPercent(value);
  if (unit === "B" || unit === "B/s") {
    return `${formatValue(value, unit.replace("B", "MiB"), { digits: 3 })} ${
      unit.replace("B", "MiB")
    }`;
  }
  const number = maybeUnit(unit) === undefined
    ? formatValue(value, "", { digits: 4 })
    : formatValue(value, unit, { digits: 4 });
  return unit === "1/s" ? `${number}/s` : `${number} ${unit}`.trim();
}

/** Formats a change: `+12 %` of a positive value, `−0.3 points` of a share, `+2` of a count. */
export function formatChange(
  value: number,
  { relative, unit }: { readonly relative: boolean; readonly unit: string },
): string {
  return withSign(value, (size) => {
    if (relative) return `${digits(100 * size)} %`;
    if (unit === "1") return `${digits(100 * size)} points`;
    return formatMetric(size, unit);
  });
}

/** Returns two significant digits, or all before the point. */
function digits(size: number): string {
  return formatValue(
    size >= 10 ? Math.round(size) : Number(size.toPrecision(2)),
    "",
  );
}
