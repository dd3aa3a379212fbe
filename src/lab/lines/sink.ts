/** The interface of the counting sinks of a run, and of the account that is kept of the lines that reach them. */
import type { ManagedProcess } from "../processes/managed_process.ts";
import type { Endpoint } from "../system/client_spec.ts";

/** `accept`; `refuse` closes its listener and connections until it accepts again; `slow` reads at a limited rate. */
export type SinkMode = "accept" | "refuse" | "slow";

/** A process that counts the lines it receives, and may pass them on: `sink-1`, `hop-2`. */
export interface Sink {
  readonly name: string;
  readonly endpoint: Endpoint;
  /** Can be paused, killed and started again with its command. */
  readonly process: ManagedProcess;
  /** Journal of arrivals, which is appended to by every process of the sink, and survives their death. */
  readonly journal: string;
  /** Resolves once it works so; at once if it does not run. Throws `TimeoutError` if it is paused. */
  setMode(mode: SinkMode): Promise<void>;
}

/** Consecutive sequence numbers of a stream, `first` to `last`, both included. */
export interface SequenceRange {
  readonly stream: number;
  readonly first: number;
  readonly last: number;
}

/** Account of one sink, exact for every line. */
export interface SinkAccount {
  /** Whole lines of known streams that arrived, with duplicates. */
  readonly received: number;
  /** Different sequence numbers among them. */
  readonly unique: number;
  /** `received` - `unique`. */
  readonly duplicates: number;
  /** Lines whose sequence number is below that of an earlier line of their stream. */
  readonly backSteps: number;
  /** Lines that were cut: by the end of a connection, or by a forwarder that broke them. */
  readonly torn: number;
  /** Whole lines that the generator did not send, such as a forwarder's own metrics. */
  readonly foreign: number;
  /** Milliseconds since 1970 of the last arrival; null before the first. */
  readonly lastAt: number | null;
}
