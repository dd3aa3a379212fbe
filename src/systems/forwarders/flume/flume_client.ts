/** A connection to Flume's Thrift source, which is opened again when it has broken. */
import type { Address } from "../adapters/adapter_plan.ts";
import type { Batch } from "../adapters/batch.ts";
import { readReply, toAppendBatch, toBodies } from "./flume_protocol.ts";
import { readFrames, writeFrame } from "./thrift_frames.ts";

/** Events of a request, which Flume puts into a channel in one transaction. */
export const MAX_EVENTS = 250;

interface Connection {
  readonly tcp: Deno.TcpConn;
  readonly frames: AsyncGenerator<Uint8Array>;
}

export class FlumeClient {
  readonly #address: Address;
  readonly #linesOfEvent: number;
  #connection: Connection | null = null;
  #sequence = 0;

  /** Each event has up to `linesOfEvent` lines. */
  constructor(address: Address, linesOfEvent: number) {
    this.#address = address;
    this.#linesOfEvent = linesOfEvent;
  }

  /** Resolves once connected; rejects if Flume does not listen. */
  async open(): Promise<Connection> {
    if (this.#connection !== null) return this.#connection;
    const { host: hostname, port } = this.#address;
    const tcp = await Deno.connect({ hostname, port });
    tcp.setNoDelay(true);
    return this.#connection = { tcp, frames: readFrames(tcp) };
  }

  /** Resolves to the number of events when Flume has them in its channels. Rejects if the connection breaks, or Flume refuses them. */
  async append({ data }: Batch): Promise<number> {
    const bodies = toBodies(data, this.#linesOfEvent);
    try {
      for (let start = 0; start < bodies.length; start += MAX_EVENTS) {
        await this.#request(bodies.slice(start, start + MAX_EVENTS));
      }
      return bodies.length;
    } catch (error) {
      this.#connection?.tcp.close();
      this.#connection = null;
      throw error;
    }
  }

  async #request(bodies: readonly Uint8Array[]): Promise<void> {
    const { tcp, frames } = await this.open();
    this.#sequence = (this.#sequence + 1) % 2 ** 31;
    await writeFrame(tcp, toAppendBatch(this.#sequence, bodies));
    const { value, done } = await frames.next();
    if (done) throw new Deno.errors.ConnectionReset("Flume has ended");
    const status = readReply(value);
    if (status !== 0) throw new Error(`Flume refused, status ${status}`);
  }
}
