/** Parameters of a query load: plain data, to be sent to a worker. */

export interface QueryPlan {
  readonly run_id: string;
  /** Base URL of the server: `http://127.0.0.1:9090`. */
  readonly url: string;
  readonly users: number;
  /** Interval of a user's incremental queries in seconds; 0 for none. */
  readonly incremental_period: number;
  /** Interval of a user's big queries in seconds; 0 for none. */
  readonly big_period: number;
  /** Names of metrics; big queries read the first. */
  readonly metrics: readonly string[];
  /** Seconds. */
  readonly scrape_interval: number;
  /** Steps of a big query, for each of its series. */
  readonly big_points: number;
  /** Timeout of a query in seconds. */
  readonly timeout: number;
  readonly seed: number;
}

export const queryKinds = ["incremental", "big"] as const;
export type QueryKind = (typeof queryKinds)[number];
