/** Puts together the counters of an adapter. */
import type { AdapterStatus } from "./adapter_plan.ts";
import type { BufferedLines } from "./buffered_lines.ts";

/** A buffer of the broker, and its counters. */
export interface Buffer {
  readonly lines: BufferedLines;
  /** Number of the oldest message that the broker still has. */
  oldest: number;
}

/** Returns the counters of writers with a buffer each, in the same order, or with one buffer for all. */
export function toStatus(
  buffers: readonly Buffer[],
  writers: readonly { readonly sent: number }[],
): AdapterStatus {
  const counts = buffers.map(({ lines, oldest }) => lines.read(oldest));
  const none = { queued: null, dropped: null, sent: null };
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
