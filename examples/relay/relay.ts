/** The relay: an input, a buffer for each sink or one for a cluster, and a sender for each sink. */
import project from "../../deno.json" with { type: "json" };
import type { Block } from "./block.ts";
import { LineBuffer } from "./line_buffer.ts";
import { acceptLines } from "./line_input.ts";
import { Sender, type SinkAddress } from "./sender.ts";
import { Spool } from "./spool.ts";

export interface RelayOptions {
  /** Port on 127.0.0.1 for lines. */
  readonly port: number;
  readonly sinks: readonly SinkAddress[];
  /** `fan-out` sends every line to every sink, `cluster` to one of them. */
  readonly topology: "fan-out" | "cluster";
  /** Folder of the buffers on disk. */
  readonly spool: string;
  /** Maximum bytes of each buffer on disk. */
  readonly cap: number;
  /** At the cap: drop the oldest lines, or stop reading. */
  readonly atCap: "drop" | "block";
}

export interface Relay {
  /** Port on 127.0.0.1 of the page of counters. */
  readonly countersPort: number;
  /** Writes what is not delivered to disk; the process must then end. */
  stop(): void;
}

/** Starts a relay. Throws AddrInUse if its port is taken. */
export function startRelay(options: RelayOptions): Relay {
  const { port, sinks, topology, cap, atCap } = options;
  const stop = new AbortController();
  const toBuffer = (name: string) =>
    new LineBuffer(new Spool(`${options.spool}/${name}`, { cap }), {
      blocks: atCap === "block",
    });
  const buffers = topology === "cluster"
    ? [toBuffer("cluster")]
    : sinks.map((_, index) => toBuffer(`sink-${index + 1}`));
  const senders = sinks.flatMap((address, index) => {
    const buffer = buffers[index] ?? buffers[0];
    return buffer ? [new Sender(buffer, address)] : [];
  });
  let received = 0;

  async function pass(block: Block): Promise<void> {
    for (const buffer of buffers) await buffer.room(block);
    received += block.lines;
    for (const buffer of buffers) buffer.push(block);
  }

  function counters() {
    return {
      version: project.version,
      received,
      sinks: senders.map(({ sent, connected }) => ({ sent, connected })),
      // In the order of the sinks; of a cluster a single one.
      buffers: buffers.map(({ queued, dropped, spoolBytes }) => ({
        queued,
        dropped,
        spool_bytes: spoolBytes,
      })),
    };
  }

  const listener = Deno.listen({ hostname: "127.0.0.1", port });
  const page = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () => Response.json(counters()),
  );
  for (const sender of senders) void sender.run(stop.signal);
  void acceptLines(listener, pass);
  return {
    countersPort: page.addr.port,
    stop() {
      listener.close();
      stop.abort();
      for (const buffer of buffers) buffer.close();
    },
  };
}
