import { monitoringObjectives } from "../../analysis/monitoring/monitoring_objectives.ts";
import { choice, defineExperiment, number } from "../../lab/mod.ts";

/**
 * A quarter of the processors and an eighth of the memory of the record kept by hand, and fewer users who query more
 * often: a search takes minutes, and one minute has enough queries for a p99.
 */
const resourceLimits = { memory_limit: 2 ** 30, cpu_limit: 1 };
const fewUsers = { users: 30, incremental_period: 5 };

/**
 * Blocks of a minute instead of two hours: the head is flushed once it holds 90 s of samples, which is 40 to 50 s into
 * the phase `measure`, again within the next minute, and each minute from then on. So a step of 60 s has one flush, and
 * one of 120 s two or three.
 */
const shortBlocks = { block_duration: 60 };

/** A load fails as soon as one of its runs fails; both ends are repeated with longer runs. */
const everyRun = {
  ...{ parameter: "metrics", max: 100_000, resolution: 1.15 },
  ...{ confirmations: 1, maxRunsPerValue: 1, rule: "every" as const },
  confirm: { runs: 2, settings: { duration: 120 } },
};

/** Capacity of a Prometheus under queries: datapoints by targets, and the load line within resource limits. */
export const monitoringLoad = defineExperiment({
  name: "monitoring-load",
  question: "How many datapoints a minute does a Prometheus survive?",
  settings: {
    metrics: number("Metrics per target", 200, { min: 1, max: 1e6 }),
    targets: number("Scrape targets", 10, { min: 1, max: 10_000 }),
    series: number("Series per metric", 10, { min: 1, max: 1e6 }),
    labels: number("Labels per series", 10, {
      max: 100,
      about: "labels with constant values",
    }),
    churn: number("Series renewed an hour", 0, {
      unit: "1",
      max: 1,
      about: "share of series that get a new identity within an hour",
    }),
    value_interval: number("Value interval", 15, {
      unit: "s",
      min: 1,
      identifies: true,
      about: "interval at which values change",
    }),
    scrape_interval: number("Prom scrape interval", 15, {
      unit: "s",
      min: 1,
      integer: true,
      identifies: true,
    }),
    users: number("Query users", 100, {
      max: 100_000,
      about: "each sends both kinds of query, evenly spaced",
    }),
    incremental_period: number("Incremental query period", 15, {
      unit: "s",
      min: 0.1,
      identifies: true,
      about: "of each user",
    }),
    big_period: number("Big query period", 300, {
      unit: "s",
      identifies: true,
      about: "of each user; 0 = none",
    }),
    big_points: number("Points of the big query", 11_000, { min: 2 }),
    history: number("History", 3600, {
      unit: "s",
      identifies: true,
      about:
        "backfill of the metric of big queries, made before the start; 0 = none",
    }),
    timeout: number("Time-out", 30, { unit: "s", min: 0.1, identifies: true }),
    block_duration: number("Block duration", 2 * 3600, {
      unit: "s",
      min: 60,
      max: 86400,
      identifies: true,
      about: "the head is flushed to disk when it holds one and a half blocks",
    }),
    exporter: choice("Exporter", ["loadline", "avalanche"], {
      about: "server of the targets: our own, or Avalanche",
    }),
    driver: choice("Query driver", ["loadline", "locust"], {
      about: "generator of the queries",
    }),
    locust_workers: number("Locust workers", 0, {
      max: 64,
      about: "processes of Locust beside its master; 0 = a single process",
    }),
    log_lines: number("Loki log lines", 0, {
      max: 1e7,
      unit: "1/s",
      about: "pushed to Loki, which must be installed or running",
    }),
    log_streams: number("Log streams", 10, { min: 1, max: 100_000 }),
    log_period: number("Log push period", 5, { unit: "s", min: 0.1 }),
    memory_limit: number("Memory budget", 0, {
      unit: "B",
      integer: true,
      about: "of the server, which is killed above it; 0 = unlimited",
    }),
    cpu_limit: number("Processor budget", 0, {
      about: "cores of the server; 0 = unlimited",
      integer: false,
    }),
    restart_after: number("Restart after", 1, {
      unit: "s",
      about: "delay from the exit of the server to its restart",
    }),
    warmup: number("Warm-up", 30, { unit: "s" }),
    duration: number("Duration", 120, { unit: "s", min: 1 }),
    cooldown: number("Cool-down", 2, { unit: "s" }),
  },
  presets: {
    quick: {
      title: "One run of about three minutes: does it work?",
      axes: {},
      settings: { users: 50 },
      repetitions: 1,
    },
    custom: {
      title: "One case of your own: --set targets=20 metrics=500 users=200",
      axes: {},
      settings: {},
      repetitions: 1,
    },
    search: {
      title: "The load line of this machine, within 1 GiB and one core",
      axes: {},
      settings: {
        ...resourceLimits,
        ...fewUsers,
        ...shortBlocks,
        duration: 60,
      },
      repetitions: 1,
      search: { ...everyRun, start: 250, growthFactor: 2 },
    },
    "search-near": {
      title: "The same line in smaller steps, from where it is expected",
      axes: {},
      settings: {
        ...resourceLimits,
        ...fewUsers,
        ...shortBlocks,
        duration: 60,
      },
      repetitions: 1,
      search: { ...everyRun, start: 900, growthFactor: 1.14 },
    },
    "search-grid": {
      title: "Load lines by targets and users",
      axes: { targets: [5, 20], users: [15, 60] },
      settings: { ...resourceLimits, incremental_period: 2.5, duration: 60 },
      repetitions: 1,
      search: {
        parameter: "metrics",
        start: 100,
        growthFactor: 2,
        resolution: 1.3,
        confirmations: 1,
        maxRunsPerValue: 1,
        max: 100_000,
      },
    },
    soak: {
      title: "Half an hour at one load: does anything drift?",
      axes: {},
      settings: {
        ...resourceLimits,
        ...fewUsers,
        block_duration: 600,
        metrics: 250,
        duration: 1800,
        warmup: 60,
      },
      repetitions: 1,
    },
  },
  requires: ["promql"],
  objectives: [...monitoringObjectives],
});
