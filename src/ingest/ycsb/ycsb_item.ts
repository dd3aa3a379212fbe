/** Meaning of a line of a text, or of an entry of a JSON, in all formats of YCSB results; only operations have several. */
import type { YcsbCommand } from "./ycsb_command.ts";
import type { OperationLatency } from "./ycsb_interval.ts";

/** Result such as `[READ], 99thPercentileLatency(us), 123`. */
export interface YcsbEntry {
  readonly kind: "entry";
  /** Operation, or OVERALL. */
  readonly metric: string;
  readonly name: string;
  /** As written: a number only in a JSON. */
  readonly value: string | number;
  /** Number of its line in a text, or of its entry in a JSON, from 1. */
  readonly number: number;
}

/** Interval of the client's log. */
export interface YcsbStatus {
  readonly kind: "status";
  readonly number: number;
  /** Unix time in ms. */
  readonly at: number;
  /** Seconds since the start. */
  readonly elapsed: number;
  /** Operations a second, or null. */
  readonly rate: number | null;
  /** In microseconds, of the operations of the interval. */
  readonly latencies: readonly OperationLatency[];
}

/** Single operations of `measurementtype=raw`: those of one metric whose lines follow each other, in columns. */
export interface YcsbOperations {
  readonly kind: "raw";
  /** Number of the first. */
  readonly number: number;
  readonly metric: string;
  /** Unix times of their ends in ms. */
  readonly times: Float64Array;
  /** In microseconds. */
  readonly latencies: Float64Array;
}

/** Any item. */
export type YcsbItem =
  | YcsbEntry
  | YcsbStatus
  | YcsbOperations
  | { readonly kind: "command"; readonly command: YcsbCommand }
  | { readonly kind: "version"; readonly version: string }
  | {
    readonly kind: "rejected";
    readonly number: number;
    readonly text: string;
  };
