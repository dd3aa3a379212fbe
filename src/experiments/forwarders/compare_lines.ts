/** Sends odd lines through a forwarder, one at a time, and records what became of each. */
import {
  lineShapes,
  MARKER_STREAM,
  toLine,
} from "../../lab/lines/line_shape.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { delay } from "../../lab/timing/delay.ts";
import { now, timestamp, toTime } from "../../lab/timing/wall_clock.ts";
import { type OperationKind, toEvent } from "../../record/mod.ts";
import type { CaptureSink } from "./capture_sink.ts";
import type { OddLine } from "./odd_lines.ts";

/** A forwarder that has not passed the line after an odd one on by then has taken it for a part of the odd one. */
const TIMEOUT_S = 3;

const POLL_S = 0.02;

/** Above the markers that prove the path. */
const FIRST_MARKER = 900_000_000_000;

/** Bytes of a line that are kept in the record. */
const MAX_SHOWN_BYTES = 200;

const LINE_FEED = 10;

/** What became of a line. */
export type LineFate =
  | "same"
  | "changed"
  | "multiplied"
  | "lost"
  | "disconnected";

export interface CompareLinesOptions {
  readonly input: Endpoint;
  readonly capture: CaptureSink;
  readonly lines: readonly OddLine[];
  /** Seconds from one line to the next, if that has arrived. */
  readonly every: number;
  readonly recorder: Pick<Recorder, "run_id" | "append">;
  readonly signal: AbortSignal;
}

/**
 * Sends each line with a marker line after it, and compares the bytes before the marker with those that were sent. An
 * event a line: kind `odd_line`.
 */
export async function compareLines(
  { input, capture, lines, every, recorder, signal }: CompareLinesOptions,
): Promise<void> {
  const begin = performance.now();
  let connection = await connect(input);
  try {
    for (const [index, line] of lines.entries()) {
      const early = begin + index * every * 1000 - performance.now();
      if (early > 0) await delay(early / 1000, signal);
      const marker = toMarker(index, now());
      const from = capture.length;
      const sent = new Uint8Array([...line.bytes, LINE_FEED]);
      const due = now();
      const written = await write(connection, [sent, marker]);
      recorder.append("operations", [{
        ...{ run_id: recorder.run_id, operation_id: `odd-${index + 1}` },
        ...{ kind: "send" satisfies OperationKind, subject: input.name },
        ...{ started_at: toTime(due), duration_s: (now() - due) / 1000 },
        outcome: written ? "ok" : "failed",
        error: written ? "" : "the connection was closed",
        ...{ code: "", bytes: sent.length + marker.length, worker: "runner" },
      }]);
      const end = await findMarker({ capture, marker, from, signal });
      const received = capture.from(from).slice(0, end ?? undefined);
      const fate = toFate(sent, received, { written, whole: end !== null });
      recorder.append("events", [toEvent({
        ...{ run_id: recorder.run_id, at: timestamp() },
        ...{ kind: "odd_line", subject: line.name, detail: fate },
        data: {
          sent: sent.length,
          received: received.length,
          lines: count(received),
          next_arrived: Number(end !== null),
          sent_text: toText(sent),
          received_text: toText(received),
        },
      })]);
      if (end !== null) continue;
      // What the forwarder still has of this line must not count for the next.
      connection.close();
      connection = await connect(input);
    }
  } finally {
    connection.close();
  }
}

/** Returns a line that every forwarder passes on, and that no other line contains. */
function toMarker(index: number, due: number): Uint8Array<ArrayBuffer> {
  return toLine(lineShapes.graphite, {
    ...{ stream: MARKER_STREAM, metric: 0 },
    ...{ sequence: FIRST_MARKER + index, due: Math.floor(due) },
  });
}

/** Returns the offset of a marker behind `from`; null if it does not come in time. */
async function findMarker(
  { capture, marker, from, signal }: {
    readonly capture: CaptureSink;
    readonly marker: Uint8Array;
    readonly from: number;
    readonly signal: AbortSignal;
  },
): Promise<number | null> {
  const until = performance.now() + TIMEOUT_S * 1000;
  const text = new TextDecoder("latin1").decode(marker).trimEnd();
  for (;;) {
    const received = new TextDecoder("latin1").decode(capture.from(from));
    const at = received.indexOf(text);
    if (at >= 0) return at;
    if (performance.now() > until) return null;
    await delay(POLL_S, signal);
  }
}

function toFate(
  sent: Uint8Array,
  received: Uint8Array,
  { written, whole }: { readonly written: boolean; readonly whole: boolean },
): LineFate {
  if (!written) return "disconnected";
  if (received.length === 0) return "lost";
  if (!whole) return "changed";
  if (isEqual(sent, received)) return "same";
  return count(received) > 1 ? "multiplied" : "changed";
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function count(bytes: Uint8Array): number {
  return bytes.reduce((n, byte) => n + Number(byte === LINE_FEED), 0);
}

/** Returns the first bytes as text: printable ASCII as it is, all others as `\xff`. */
function toText(bytes: Uint8Array): string {
  const shown = [...bytes.subarray(0, MAX_SHOWN_BYTES)].map((byte) =>
    byte >= 32 && byte < 127 && byte !== 92
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, "0")}`
  );
  return shown.join("") + (bytes.length > MAX_SHOWN_BYTES ? "..." : "");
}

function connect({ host, port }: Endpoint): Promise<Deno.TcpConn> {
  return Deno.connect({ hostname: host, port });
}

/** Returns false if the forwarder has closed the connection. */
async function write(
  connection: Deno.TcpConn,
  parts: readonly Uint8Array[],
): Promise<boolean> {
  try {
    for (const part of parts) {
      for (let at = 0; at < part.length;) {
        at += await connection.write(part.subarray(at));
      }
    }
    return true;
  } catch {
    return false;
  }
}
