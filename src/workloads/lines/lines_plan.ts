/** Parameters of a load of lines, and what it sent: plain data, to be sent to a worker and back. */
import type { LineSchedule } from "../../lab/lines/line_schedule.ts";
import type { LineShapeName } from "../../lab/lines/line_shape.ts";
import type { Span } from "../../lab/lines/sequence_set.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";

export interface LinesSettings {
  readonly run_id: string;
  /** Every batch is sent to each of them, on connections of their own. */
  readonly inputs: readonly Endpoint[];
  readonly shape: LineShapeName;
  /** Lines per second, over all streams. */
  readonly rate: number;
  /** Streams 1 to this, each with a thread, and a connection to every input. */
  readonly streams: number;
  /** Names of metrics, which lines have round-robin. */
  readonly metrics: number;
  /** Seconds from one batch of a stream to the next. */
  readonly period: number;
  /** Seconds after which a write that is not accepted ends its connection. */
  readonly timeout: number;
}

export interface LinesPlan extends LinesSettings {
  /** Counters of `send_counters.ts`, which the threads write and the runner reads. */
  readonly counters: SharedArrayBuffer;
}

/** What a stream sent. */
export interface SentStream {
  readonly stream: number;
  /** Tells when each of its lines was due. */
  readonly schedule: LineSchedule;
  readonly inputs: readonly SentInput[];
}

/** What a stream sent to one input. */
export interface SentInput {
  /** Name of the input. */
  readonly input: string;
  /** Lines that the operating system accepted whole, in order. */
  readonly sent: readonly Span[];
  /** Lines of writes that were cut: some may have left, none is known to. */
  readonly perhaps: readonly Span[];
}
