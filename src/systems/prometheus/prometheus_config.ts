/** The configuration file of a Prometheus that scrapes targets, and itself. */

export interface PrometheusConfig {
  /** Targets to scrape, `host:port` each. */
  readonly addresses: readonly string[];
  /** Where it listens itself, `host:port`. */
  readonly self: string;
  /** Seconds from one scrape of a target to the next. */
  readonly scrapeInterval: number;
}

/** Job of the targets. */
export const TARGETS_JOB = "targets";

/** Job of the server that scrapes itself. */
export const SELF_JOB = "prometheus";

/** The text of the file. It is JSON, which is YAML too, so that no address needs quoting rules of its own. */
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

/** A second less than the interval, but at least one; Prometheus refuses a time-out that is longer than the interval. */
function toScrapeTimeout(interval: number): number {
  return Math.min(Math.max(interval - 1, 1), interval);
}

/** Seconds as Prometheus reads a duration, which must be whole: `1500ms`. */
export function toDuration(seconds: number): string {
  return `${Math.round(seconds * 1000)}ms`;
}
