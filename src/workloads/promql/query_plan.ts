/** What the users of a Prometheus ask, and how often: plain data, so that it can be sent to a worker. */

export interface QueryPlan {
  readonly run_id: string;
  /** Of the server, without a path: `http://127.0.0.1:9090`. */
  readonly url: string;
  readonly users: number;
  /** Seconds from a user's incremental query to the next; 0 for none. */
  readonly incremental_period: number;
  /** Seconds from a user's big query to the next; 0 for none. */
  readonly big_period: number;
  /** Names of metrics; the first is what big queries are about. */
  readonly metrics: readonly string[];
  /** Seconds. */
  readonly scrape_interval: number;
  /** Steps of a big query, for each of its series. */
  readonly big_points: number;
  /** Seconds after which a query is given up. */
  readonly timeout: number;
  readonly seed: number;
}

export const queryKinds = ["incremental", "big"] as const;
export type QueryKind = (typeof queryKinds)[number];
