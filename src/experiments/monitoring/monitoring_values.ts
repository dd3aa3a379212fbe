/** Typed values of the settings in `monitoring_load.ts`. */
import { z } from "zod";

export const MonitoringValues = z.object({
  metrics: z.number(),
  targets: z.number(),
  series: z.number(),
  labels: z.number(),
  churn: z.number(),
  value_interval: z.number(),
  scrape_interval: z.number(),
  users: z.number(),
  incremental_period: z.number(),
  big_period: z.number(),
  big_points: z.number(),
  history: z.number(),
  timeout: z.number(),
  block_duration: z.number(),
  exporter: z.enum(["loadline", "avalanche"]),
  driver: z.enum(["loadline", "locust"]),
  locust_workers: z.number(),
  log_lines: z.number(),
  log_streams: z.number(),
  log_period: z.number(),
  memory_limit: z.number(),
  cpu_limit: z.number(),
  restart_after: z.number(),
  warmup: z.number(),
  duration: z.number(),
  cooldown: z.number(),
});
export type MonitoringValues = z.infer<typeof MonitoringValues>;
