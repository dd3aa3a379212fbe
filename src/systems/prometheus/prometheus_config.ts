/** Writes the configuration of a Prometheus that scrapes targets and itself. */

export interface PrometheusConfig {
  /** Targets as `host:port`. */
  readonly addresses: readonly string[];
  /** The server's own address, `host:port`. */
  readonly self: string;
  /** Seconds. */
  readonly scrapeInterval: number;
}

/** Job of the targets. */
export const TARGETS_JOB = "targets";

/** Job of the server's own metrics. */
export const SELF_JOB = "prometheus";

/** Returns the text of the file: JSON, which is valid YAML, so that addresses need no quoting rules. */
export function toConfigText(
  { addresses, self, scrapeInterval }: PrometheusConfig,
): string {
  const job = (job_name: string, targets: readonly string[]) => ({
    job_name,
    static_configs: [{ targets }],
  });
  const config = {
    global: {
      scrape_interval: toDuration(scrapeInterval),
      scrape_timeout: toDuration(toScrapeTimeout(scrapeInterval)),
    },
    scrape_configs: [job(TARGETS_JOB, addresses), job(SELF_JOB, [self])],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** One second less than the interval, but at least 1 s; Prometheus refuses a timeout longer than the interval. */
function toScrapeTimeout(interval: number): number {
  return Math.min(Math.max(interval - 1, 1), interval);
}

/** Formats seconds as a Prometheus duration, which must be a whole number: `1500ms`. */
export function toDuration(seconds: number): string {
  return `${Math.round(seconds * 1000)}ms`;
}
