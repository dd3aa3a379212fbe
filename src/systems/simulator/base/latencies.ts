/**
 * Every number that the model rests on: durations as named distributions, periods and limits, each with its source. What
 * has no published value is marked as assumed, and the report says so.
 */

/** A duration: log-normal by its median and the standard deviation of its logarithm, 0 for a constant. */
export interface Latency {
  /** Seconds. */
  readonly median: number;
  readonly spread: number;
  /** Of the median. */
  readonly source: string;
  readonly spreadSource: string;
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
  "diego-notes, benchmarkbbs on two MySQL nodes, April 2016";

const CONTROL_PLANE =
  "log of a real BBS and auctioneer with 10 to 1,000 simulated cells on a busy machine";

const PROPERTIES = "diego-release, default of the job's property";

const BBS_SOURCE = "source of the BBS";

const TALK =
  "talk Scaling a Distributed Container Management System: Diego Performance, 2016";

const PERFORMANCE_PLAN = "diego-notes, proposal Measuring Performance, 2015";

const REQUEST_SPREAD = 0.5;

const CLAIM_MEAN_S = 0.1;

/*
 * Published means of one quantity differ by up to 16 times. Where there are several, one above the least is taken, and the
 * source names the range.
 */
export const latencies = {
  desire: latency(
    0.028,
    0.4,
    `median of 3,100 in the ${CONTROL_PLANE} (mean 0.054 s)`,
  ),
  create_record: latency(
    0.022,
    0.4,
    `median of 3,100 in the ${CONTROL_PLANE} (mean 0.046 s)`,
  ),
  claim: latency(
    medianOf(CLAIM_MEAN_S, REQUEST_SPREAD),
    REQUEST_SPREAD,
    `for the mean of 0.100 s in ${NOTES_APRIL_2016}, Experiment 2; published means 0.028 to 0.434 s`,
  ),
  start: latency(
    medianOf(0.116, REQUEST_SPREAD),
    REQUEST_SPREAD,
    `for the mean of 0.116 s in ${NOTES_MARCH_2016}, Experiment #4; published means 0.054 to 0.292 s`,
  ),
  crash: latency(...asClaim()),
  unclaim: latency(...asClaim()),
  task_write: latency(...asClaim()),
  auction_fetch: latency(
    0.0089,
    0.3,
    `median of 131 in the ${CONTROL_PLANE} (1.3 ms to 3.0 s)`,
  ),
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
  upload: latency(
    6.62,
    0.06,
    "median of 6.57, 6.62 and 7.32 s, all that succeeded in the saved log of cedar, 2016",
    "of the same three",
  ),
  stage: latency(
    24,
    0.12,
    `${ASSUMED}, so that a whole push takes about 37 s, the median of 30 with CPU load in diego-performance-app, 2015 (31.6 to 191.3 s)`,
  ),
  convergence: latency(
    0.051,
    0.2,
    `median of the first 13 loops, with few instances, in the ${CONTROL_PLANE} (from 0.010 s)`,
  ),
  rep_bulk: latency(
    0.006,
    0.3,
    `minimum in ${NOTES_MARCH_2016}, Experiment #5, as the part that does not grow with the instances of a cell; published minima 0.005 to 0.008 s`,
  ),
  route_sync: latency(0.02, 0.2, ASSUMED),
  desired_sync: latency(0.02, 0.2, ASSUMED),
  desire_again: latency(
    0.085,
    0.3,
    `${ASSUMED}, set so that 10,000 instances return in 10 to 15 minutes (${TALK}): no prediction`,
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
  store_servers: constant(
    128,
    "",
    `${ASSUMED}, above the 90 requests at once that follow from 50,000 starts of 0.054 s in 30 s (${NOTES_MARCH_2016}, Experiment #1)`,
  ),
  store_timeout: constant(10, "s", "benchmarkbbs, timeout of its client"),
  partial_slowdown: constant(4, "1", ASSUMED),
  partial_loss: constant(1 / 3, "1", ASSUMED),
  fetch_per_cell: constant(
    0.00003,
    "s",
    `${ASSUMED}; up to 3 ms in the ${CONTROL_PLANE}`,
  ),
  score_per_cell: constant(1e-7, "s", ASSUMED),
  convergence_per_row: constant(
    0.000031,
    "s",
    `6.244 s for 200,000 rows in ${NOTES_APRIL_2016}, Experiment 1; published means 5.598 to 26.993 s`,
  ),
  route_sync_per_row: constant(
    0.000028,
    "s",
    `5.633 s for 200,000 rows in ${NOTES_APRIL_2016}, Experiment 1; published means 2.627 to 37.447 s`,
  ),
  desired_sync_per_row: constant(
    0.0000147,
    "s",
    `2.940 s for 200,000 rows in ${NOTES_APRIL_2016}, Experiment 2; published means 2.002 to 15.127 s`,
  ),
  rep_bulk_per_row: constant(
    0.000269,
    "s",
    `mean of 0.060 s for 200 rows in ${NOTES_MARCH_2016}, Experiment #4; published means 0.011 to 0.087 s`,
  ),
  /** Cells for each Cloud Controller, and uploads that one of them serves at once. */
  cells_per_api: constant(
    6,
    "",
    `${PERFORMANCE_PLAN}: 5 for 10 cells to 6.25 for 100`,
  ),
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

function latency(
  median: number,
  spread: number,
  source: string,
  spreadSource = ASSUMED,
): Latency {
  return { median, spread, source, spreadSource };
}

/** Median of a log-normal duration by its mean. */
function medianOf(mean: number, spread: number): number {
  return mean * Math.exp(-(spread ** 2) / 2);
}

/** A request of which nothing was published takes as long as a claim. */
function asClaim(): readonly [number, number, string] {
  return [
    medianOf(CLAIM_MEAN_S, REQUEST_SPREAD),
    REQUEST_SPREAD,
    `${ASSUMED}, as a claim`,
  ];
}

function constant(value: number, unit: string, source: string): Constant {
  return { value, unit, source };
}

/** A sentence for each number of the model: its value and its source. */
export function listAssumptions(): string[] {
  return [
    ...Object.entries(latencies).map(([name, latency]) =>
      `${name}: ${describeLatency(latency)}; ${latency.source}`
    ),
    ...Object.entries(constants).map(([name, { value, unit, source }]) =>
      `${name}: ${`${toText(value)} ${unit}`.trim()}; ${source}`
    ),
  ];
}

function describeLatency(
  { median, spread, source, spreadSource }: Latency,
): string {
  const sigma = source.startsWith(ASSUMED) ? "" : ` (${spreadSource})`;
  return `log-normal, median ${toText(median)} s, sigma ${spread}${sigma}`;
}

/** Whole numbers, as of bytes, are exact. */
function toText(value: number): string {
  return String(
    Number.isInteger(value) ? value : Number(value.toPrecision(3)),
  );
}
