/** What the live view of a run shows: the content of the terminal's view, and of the page's. */
import type { Mode } from "../../record/mod.ts";

/** State of one node; null for values that are unknown or out of date. */
export interface DashboardNode {
  readonly name: string;
  /** `up`, `alone`, `down`; empty if unknown. */
  readonly status: string;
  /** 1 = one core. */
  readonly cpu: number | null;
  /** Bytes. */
  readonly memory: number | null;
  /** Completed requests per second, failed ones too. */
  readonly requests: number | null;
  /** Failed requests per second. */
  readonly errors: number | null;
  /** Latency of successful requests, in seconds. */
  readonly p99: number | null;
}

export interface DashboardEvent {
  readonly at: string | null;
  readonly kind: string;
  readonly subject: string;
  readonly detail: string;
}

/** Content of the view. */
export interface DashboardState {
  readonly title: string;
  readonly system: string;
  readonly mode: Mode;
  /**
   * Time of a simulated run: its start in milliseconds since 1970, and the seconds that have passed in it; null for one
   * in real time.
   */
  readonly virtual: { readonly start: number; readonly seconds: number } | null;
  /** Phase as in the record; empty before the first. */
  readonly phase: string;
  /** Remaining seconds of the phase; null if unknown. */
  readonly secondsLeft: number | null;
  readonly leader: string;
  readonly nodes: readonly DashboardNode[];
  /** Processor usage: host as a share of all its cores, load generator as a share of one core. */
  readonly hostCpu: number | null;
  readonly generatorCpu: number | null;
  /** In order of time. */
  readonly events: readonly DashboardEvent[];
  /** Requests seen, and since when. */
  readonly totals: {
    readonly since: string | null;
    readonly attempted: number;
    readonly ok: number;
  };
}
