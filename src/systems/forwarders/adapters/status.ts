/** Puts together the counters of an adapter. */
import type { AdapterStatus } from "./adapter_plan.ts";
import type { BufferedLines } from "./buffered_lines.ts";

/** A buffer of the broker, and its counters. */
export interface Buffer {
  readonly lines: BufferedLines;
  /** Highest number that the broker had before this adapter started, whose lines it does not know; 0 for none. */
  readonly before: number;
  /** Number of the oldest message that the broker still has. */
  oldest: number;
}

/** Returns the counters of writers with a buffer each, in the same order, or with one buffer for all. */
export function toStatus(
  buffers: readonly Buffer[],
  writers: readonly { readonly sent: number }[],
): AdapterStatus {
  const none = { queued: null, dropped: null, sent: null };
  const counts = buffers.map(({ lines, before, oldest }) =>
    before > 0 && oldest <= before ? none : lines.read(oldest)
  );
  const isShared = buffers.length < writers.length;
  return {
    sinks: writers.map(({ sent }, position) => ({
      ...none,
      ...isShared ? {} : counts[position],
      sent,
    })),
    shared: { ...none, ...isShared ? counts[0] : {} },
  };
}
