/** Meaning of a line of a text, or of an entry of a JSON, in all formats of YCSB results; two kinds are of many lines. */
import type { YcsbCommand } from "./ycsb_command.ts";

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
export interface YcsbInterval {
  readonly number: number;
  /** Unix time of its end in ms. */
  readonly at: number;
  /** Seconds since the start. */
  readonly elapsed: number;
}

/** What is sampled in each interval. */
export interface YcsbMetric {
  readonly metric: string;
  readonly unit: string;
}

/** Intervals whose lines follow each other: their samples in columns, one line after another. */
export interface YcsbIntervals {
  readonly kind: "intervals";
  /** Number of lines. */
  readonly lines: number;
  readonly first: YcsbInterval;
  readonly last: YcsbInterval;
  readonly metrics: readonly YcsbMetric[];
  /** Index of the metric of each sample. */
  readonly metric: Uint32Array;
  /** Unix times in ms. */
  readonly times: Float64Array;
  /** In base units; all are finite. */
  readonly values: Float64Array;
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
  | YcsbIntervals
  | YcsbOperations
  | { readonly kind: "command"; readonly command: YcsbCommand }
  | { readonly kind: "version"; readonly version: string }
  | {
    readonly kind: "rejected";
    readonly number: number;
    readonly text: string;
  }
  | {
    readonly kind: "foreign";
    readonly number: number;
    /** Of what its line is: `JSON`, `the text of wrk`. */
    readonly what: string;
  };

/** Item of lines that follow each other. */
export interface Found<T extends YcsbItem> {
  readonly item: T;
  readonly lines: number;
  /** Offset of the line behind them. */
  readonly end: number;
}
