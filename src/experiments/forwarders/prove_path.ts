/** Proves that lines reach every sink, by marker lines, before the load starts. */
import {
  lineShapes,
  MARKER_STREAM,
  toLine,
} from "../../lab/lines/line_shape.ts";
import type { SinkFollower } from "../../lab/lines/sink_follower.ts";
import { waitUntil } from "../../lab/processes/wait_until_ready.ts";
import type { Endpoint } from "../../lab/system/client_spec.ts";
import { now } from "../../lab/timing/wall_clock.ts";
import type { ForwarderValues, LinePath } from "./start_path.ts";

/** A JVM on a busy machine takes the longest. */
const TIMEOUT_S = 30;

/** Markers are sent again, as a forwarder may have dropped the first ones, or given them to another sink. */
const EVERY_S = 0.2;

/** Markers of a round, with names that a forwarder distributes over the sinks of a cluster. */
const MARKERS = 32;

/**
 * Sends markers until every sink and hop has seen one; returns how many. Throws an Error with the log tail if a process
 * of a forwarder ends meanwhile, and if one has not passed lines on to all in time.
 */
export async function provePath(
  { inputs, stages, hops, sinks }: LinePath,
  { follower, shape, signal }: {
    readonly follower: SinkFollower;
    readonly shape: ForwarderValues["shape"];
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const waiting = new Set([...hops, ...sinks].map(({ name }) => name));
  const processes = stages.flatMap(({ forwarder }) => forwarder.processes);
  let sent = 0;
  await waitUntil(async () => {
    await follower.poll();
    for (const name of waiting) {
      for (let marker = 0; marker < sent; marker++) {
        if (follower.seen(name, marker)) waiting.delete(name);
      }
    }
    if (waiting.size === 0) return true;
    const lines = Array.from(
      { length: MARKERS },
      (_, index) =>
        toLine(lineShapes[shape], {
          ...{ stream: MARKER_STREAM, metric: index },
          ...{ sequence: sent + index, due: Math.floor(now()) },
        }),
    );
    for (const input of inputs) await sendLines(input, lines);
    sent += MARKERS;
    return false;
  }, {
    ...{ timeout: TIMEOUT_S, every: EVERY_S, signal, processes },
    what: `a line to reach ${[...waiting].join(", ")}`,
  });
  return sent;
}

/** Sends lines over a connection of their own, if there is one. */
export async function sendLines(
  { host, port }: Endpoint,
  lines: readonly Uint8Array[],
): Promise<void> {
  try {
    using connection = await Deno.connect({ hostname: host, port });
    for (const line of lines) {
      for (let at = 0; at < line.length;) {
        at += await connection.write(line.subarray(at));
      }
    }
  } catch {
    // The sinks show it.
  }
}
