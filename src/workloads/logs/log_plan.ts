/** Which log lines are pushed, and how often: plain data, so that it can be sent to a worker. */

export interface LogPlan {
  readonly run_id: string;
  /** Of the server, without a path: `http://127.0.0.1:3100`. */
  readonly url: string;
  /** Lines per second, in total. */
  readonly lines: number;
  /** Streams that they are spread over. */
  readonly streams: number;
  /** Seconds from one push to the next. */
  readonly period: number;
  /** Seconds after which a push is given up. */
  readonly timeout: number;
  readonly seed: number;
}
