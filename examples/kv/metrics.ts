/** Metrics of a node in the Prometheus text format, version 0.0.4. */

/** Upper bounds of the histogram buckets. */
const BUCKET_BOUNDS_S = [
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
] as const;

const METHODS = ["GET", "PUT", "DELETE"];

/** Current value of a gauge: name, help text, value. */
export type Gauge = readonly [name: string, help: string, value: number];

export interface Metrics {
  /** Counts one completed client request; `seconds` from request headers to response headers. */
  count(method: string, status: number, seconds: number): void;
  /** Returns completed requests, and those with status 500 or above. */
  totals(): { readonly requests: number; readonly errors: number };
  render(gauges: readonly Gauge[]): string;
}

export function makeMetrics(): Metrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, { counts: number[]; sum: number }>();
  let total = 0;
  let errors = 0;
  return {
    count(method, status, seconds) {
      // Clients choose the method, and must not create series.
      const known = METHODS.includes(method) ? method : "other";
      const labels = `method="${known}",status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      let duration = durations.get(known);
      if (!duration) {
        duration = {
          counts: [...BUCKET_BOUNDS_S, Infinity].map(() => 0),
          sum: 0,
        };
        durations.set(known, duration);
      }
      const bucket = BUCKET_BOUNDS_S.findIndex((bound) => seconds <= bound);
      const index = bucket < 0 ? BUCKET_BOUNDS_S.length : bucket;
      duration.counts[index] = (duration.counts[index] ?? 0) + 1;
      duration.sum += seconds;
      total++;
      if (status >= 500) errors++;
    },
    totals: () => ({ requests: total, errors }),
    render(gauges) {
      const lines = [
        "# HELP kv_requests_total Completed client requests for data.",
        "# TYPE kv_requests_total counter",
        ...[...requests].map(([labels, n]) =>
          `kv_requests_total{${labels}} ${n}`
        ),
        "# HELP kv_request_duration_seconds Time from request headers to response headers.",
        "# TYPE kv_request_duration_seconds histogram",
        ...[...durations].flatMap(([method, { counts, sum }]) =>
          renderHistogram(method, counts, sum)
        ),
        ...gauges.flatMap(([name, help, value]) => [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} gauge`,
          `${name} ${value}`,
        ]),
      ];
      return lines.join("\n") + "\n";
    },
  };
}

function renderHistogram(
  method: string,
  counts: readonly number[],
  sum: number,
): readonly string[] {
  const name = "kv_request_duration_seconds";
  let cumulative = 0;
  const buckets = counts.map((count, index) => {
    cumulative += count;
    const bound = BUCKET_BOUNDS_S[index] ?? "+Inf";
    return `${name}_bucket{method="${method}",le="${bound}"} ${cumulative}`;
  });
  return [
    ...buckets,
    `${name}_sum{method="${method}"} ${sum}`,
    `${name}_count{method="${method}"} ${cumulative}`,
  ];
}
