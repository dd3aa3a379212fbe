/** Figures of a node in the Prometheus text format, version 0.0.4. */

/** Upper bounds of the histogram's buckets: seconds. */
const BOUNDS = [
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

/** A figure as it is now: name, what it means, value. */
export type Gauge = readonly [name: string, help: string, value: number];

export interface Metrics {
  /** Counts one answered request of a client; `seconds` from its head to the answer's. */
  count(method: string, status: number, seconds: number): void;
  /** Requests answered, and those of them with a status of 500 or more. */
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
      // Methods are the client's to choose, series are not.
      const known = METHODS.includes(method) ? method : "other";
      const labels = `method="${known}",status="${status}"`;
      requests.set(labels, (requests.get(labels) ?? 0) + 1);
      let duration = durations.get(known);
      if (!duration) {
        duration = { counts: [...BOUNDS, Infinity].map(() => 0), sum: 0 };
        durations.set(known, duration);
      }
      const bucket = BOUNDS.findIndex((bound) => seconds <= bound);
      const index = bucket < 0 ? BOUNDS.length : bucket;
      duration.counts[index] = (duration.counts[index] ?? 0) + 1;
      duration.sum += seconds;
      total++;
      if (status >= 500) errors++;
    },
    totals: () => ({ requests: total, errors }),
    render(gauges) {
      const lines = [
        "# HELP kv_requests_total Requests of clients for data that were answered.",
        "# TYPE kv_requests_total counter",
        ...[...requests].map(([labels, n]) =>
          `kv_requests_total{${labels}} ${n}`
        ),
        "# HELP kv_request_duration_seconds Time from a request's head to the answer's.",
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
  let below = 0;
  const buckets = counts.map((count, index) => {
    below += count;
    const bound = BOUNDS[index] ?? "+Inf";
    return `${name}_bucket{method="${method}",le="${bound}"} ${below}`;
  });
  return [
    ...buckets,
    `${name}_sum{method="${method}"} ${sum}`,
    `${name}_count{method="${method}"} ${below}`,
  ];
}
