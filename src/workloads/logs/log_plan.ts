/** Parameters of a log load: plain data, to be sent to a worker. */

export interface LogPlan {
  readonly run_id: string;
  /** Base URL of the server: `http://127.0.0.1:3100`. */
  readonly url: string;
  /** Lines per second, in total. */
  readonly lines: number;
  /** Streams that get the lines round-robin. */
  readonly streams: number;
  /** Seconds from one push to the next. */
  readonly period: number;
  /** Timeout of a push in seconds. */
  readonly timeout: number;
  readonly seed: number;
}
