/**
 * Every number that the model rests on: durations as named distributions, periods and limits, each with its source. What
 * has no published value is marked as assumed, and the report says so.
 */

import { normalQuantile } from "../../../statistics/basics/distributions.ts";

/** A duration: log-normal by its median and the standard deviation of its logarithm, 0 for a constant. */
export interface Latency {
  /** Seconds. */
  readonly median: number;
  readonly spread: number;
  readonly source: string;
}

/** A period, limit or share. */
export interface Constant {
  readonly value: number;
  /** Base unit; empty for a count. */
  readonly unit: string;
  readonly source: string;
}

const ASSUMED = "assumed";

const NOTES_MARCH_2016 = "diego-notes, benchmarkbbs on CF-MySQL, March 2016";

const NOTES_APRIL_2016 =
  "diego-notes, benchmarkbbs on two MySQL nodes, April 2016, 200,000 LRPs";

const CONTROL_PLANE = "log of a real BBS and auctioneer with simulated cells";

const PROPERTIES = "diego-release, default of the job's property";

const BBS_SOURCE = "source of the BBS";

const TALK = "talk of 2016 (seed 003)";

export const latencies = {
  desire: latency(0.004, 0.4, CONTROL_PLANE),
  create_record: latency(0.004, 0.4, CONTROL_PLANE),
  claim: latency(0.007, 0.5, `${NOTES_MARCH_2016}: the minimum`),
  start: latency(0.003, 0.5, `${NOTES_MARCH_2016}: 2 to 3 ms at the least`),
  crash: latency(0.005, 0.5, ASSUMED),
  unclaim: latency(0.005, 0.5, ASSUMED),
  task_write: latency(0.005, 0.5, ASSUMED),
  auction_fetch: latency(0.0024, 0.3, `${CONTROL_PLANE}, 10 cells`),
  perform: latency(0.005, 0.4, ASSUMED),
  allocate: latency(0.002, 0.5, ASSUMED),
  create_container: latency(
    1,
    0.25,
    `${ASSUMED}, within 4,000 instances in under 30 s (${TALK})`,
  ),
  configure_container: latency(0.05, 0.4, ASSUMED),
  fetch_download: latency(0.3, 0.5, ASSUMED),
  stream_in: latency(0.4, 0.5, ASSUMED),
  launch: latency(0.1, 0.4, ASSUMED),
  process_up: latency(1, 0.4, ASSUMED),
  emit_route: latency(0.05, 0.5, ASSUMED),
  run_task: latency(0.1, 0.5, ASSUMED),
  fetch_result: latency(0.05, 0.5, ASSUMED),
  task_callback: latency(0.02, 0.5, ASSUMED),
  upload: latency(6.6, 0.06, "saved log of cedar, 2016: 6.57, 6.62, 7.32 s"),
  stage: latency(
    24,
    0.12,
    `${ASSUMED}, so that a whole push takes the 36 s of diego-performance-app, 2015`,
  ),
  convergence: latency(0.02, 0.2, CONTROL_PLANE),
  rep_bulk: latency(0.005, 0.3, `${NOTES_MARCH_2016}: the minimum`),
  route_sync: latency(0.02, 0.2, ASSUMED),
  desired_sync: latency(0.02, 0.2, ASSUMED),
  desire_again: latency(
    0.085,
    0.3,
    `set so that 10,000 instances return in 10 to 15 minutes (${TALK}): no prediction`,
  ),
  boot_cell: latency(2, 0.3, ASSUMED),
} as const satisfies Readonly<Record<string, Latency>>;

/** Name of a duration. */
export type LatencyName = keyof typeof latencies;

export const constants = {
  convergence_interval: constant(30, "s", PROPERTIES),
  rep_interval: constant(30, "s", PROPERTIES),
  route_sync_interval: constant(60, "s", PROPERTIES),
  desired_sync_interval: constant(30, "s", PROPERTIES),
  metrics_interval: constant(60, "s", "diego-release, docs/010-metrics"),
  presence_ttl: constant(15, "s", "Locket's default"),
  presence_renewal: constant(5, "s", ASSUMED),
  stale_unclaimed: constant(30, "s", BBS_SOURCE),
  crash_reset: constant(300, "s", BBS_SOURCE),
  immediate_restarts: constant(3, "", BBS_SOURCE),
  max_restarts: constant(200, "", BBS_SOURCE),
  min_backoff: constant(30, "s", BBS_SOURCE),
  max_backoff: constant(960, "s", BBS_SOURCE),
  monitor_interval: constant(2, "s", PROPERTIES),
  create_pool: constant(32, "", PROPERTIES),
  containers_per_cell: constant(250, "", PROPERTIES),
  starting_weight: constant(0.25, "1", PROPERTIES),
  cell_timeout: constant(1, "s", PROPERTIES),
  /** Each container that is made beside it makes the creation of one longer by this share. */
  create_contention: constant(
    0.2,
    "1",
    `${ASSUMED}, within 4,000 instances in under 30 s (${TALK})`,
  ),
  store_servers: constant(32, "", ASSUMED),
  store_timeout: constant(10, "s", "benchmarkbbs, timeout of its client"),
  partial_slowdown: constant(4, "1", ASSUMED),
  partial_loss: constant(1 / 3, "1", ASSUMED),
  fetch_per_cell: constant(0.00003, "s", CONTROL_PLANE),
  score_per_cell: constant(1e-7, "s", ASSUMED),
  convergence_per_row: constant(
    0.00003,
    "s",
    `${NOTES_APRIL_2016}: 5.6 to 6.2 s`,
  ),
  route_sync_per_row: constant(
    0.000028,
    "s",
    `${NOTES_APRIL_2016}: 2.6 to 5.6 s`,
  ),
  desired_sync_per_row: constant(
    0.000012,
    "s",
    `${NOTES_APRIL_2016}: 2.0 to 2.9 s`,
  ),
  rep_bulk_per_row: constant(
    0.00005,
    "s",
    `${NOTES_MARCH_2016}: 16 ms on average for 200 LRPs`,
  ),
  /** Cells for each Cloud Controller, and uploads that one of them serves at once. */
  cells_per_api: constant(6, "", "seed 000: 16 for 100 cells"),
  uploads_per_api: constant(10, "", ASSUMED),
  upload_failures: constant(0.003, "1", ASSUMED),
  staging_failures: constant(0.002, "1", ASSUMED),
  /** Shares of a staging after which the application, and the buildpacks, are downloaded, and the droplet is built. */
  staging_app: constant(0.05, "1", ASSUMED),
  staging_buildpacks: constant(0.15, "1", ASSUMED),
  staging_build: constant(0.9, "1", ASSUMED),
  staging_memory: constant(2 ** 30, "B", "Cloud Controller, default"),
  staging_disk: constant(4 * 2 ** 30, "B", "Cloud Controller, default"),
  task_memory: constant(64 * 2 ** 20, "B", "Fezzik"),
  task_disk: constant(64 * 2 ** 20, "B", "Fezzik"),
} as const satisfies Readonly<Record<string, Constant>>;

function latency(median: number, spread: number, source: string): Latency {
  return { median, spread, source };
}

function constant(value: number, unit: string, source: string): Constant {
  return { value, unit, source };
}

/** Each duration as so many quantiles, from which one is drawn: a draw is one number and one look. */
const QUANTILES = 2048;

const quantiles = Object.fromEntries(
  Object.entries(latencies).map(([name, { median, spread }]) => [
    name,
    Float64Array.from(
      { length: QUANTILES },
      (_, i) =>
        median * Math.exp(spread * normalQuantile((i + 0.5) / QUANTILES)),
    ),
  ]),
) as Readonly<Record<LatencyName, Float64Array>>;

/** Draws a duration in seconds. */
export function draw(random: () => number, name: LatencyName): number {
  return quantiles[name][Math.floor(QUANTILES * random())]!;
}

/** A sentence for each number of the model: its value and its source. */
export function listAssumptions(): string[] {
  return [
    ...Object.entries(latencies).map(([name, { median, spread, source }]) =>
      `${name}: log-normal, median ${median} s, sigma ${spread}; ${source}`
    ),
    ...Object.entries(constants).map(([name, { value, unit, source }]) =>
      `${name}: ${`${Number(value.toPrecision(6))} ${unit}`.trim()}; ${source}`
    ),
  ];
}
