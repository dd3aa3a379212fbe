/** Reads a stream of lines, such as subscribers get. */

/** A stream that is being read. */
export interface LineReading {
  /** Resolves when the stream ends, or is cancelled; rejects if it breaks, or `onLine` throws. */
  readonly ended: Promise<void>;
  /**
   * Ends it. To abort the request instead is not enough: a read under way may then never end (Deno 2.9, under load).
   */
  cancel(): Promise<void>;
}

/** Calls `onLine` for each line, without its line feed. */
export function readLines(
  body: ReadableStream<Uint8Array>,
  onLine: (line: string) => void,
): LineReading {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  const read = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true }))
        .split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) onLine(line);
    }
  };
  return { ended: read(), cancel: () => reader.cancel().catch(() => {}) };
}
