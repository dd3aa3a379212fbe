/**
 * A client of Redis, alone or as a cluster: SET and GET in RESP2, with MOVED and ASK followed.
 *
 * Not a library: those retry, queue and reconnect behind the caller's back, and every attempt here must be one attempt that
 * is timed as a whole.
 */
import { type Attempt, Attempts, unsuccessful } from "./attempt.ts";
import type { Client, ClientOptions } from "./client.ts";
import type { Endpoint } from "./client_spec.ts";
import { toMarker } from "./keys.ts";
import { type Reply, RespConnection } from "./resp_connection.ts";

/** Redirections that are followed for one request; a cluster that sends us round longer is not settled. */
const MOST_HOPS = 5;

/** Keeps a connection to each node it was sent to, and remembers where each slot is served. */
export class RespClient implements Client {
  readonly #home: string;
  readonly #attempts: Attempts;
  readonly #connections = new Map<string, RespConnection>();
  readonly #slots = new Map<number, string>();
  #connecting: AbortController | null = null;

  constructor({ host, port }: Endpoint, { timeout }: ClientOptions) {
    this.#home = `${host}:${port}`;
    this.#attempts = new Attempts(timeout, () => this.#drop());
  }

  put(key: string, value: Uint8Array): Promise<Attempt> {
    return this.#attempt(
      key,
      ["SET", key, value],
      (reply) =>
        reply.type === "status"
          ? { outcome: "ok", error: "", bytes: value.length }
          : unsuccessful("failed", `SET was answered with ${reply.type}`),
    );
  }

  get(key: string, expected: Uint8Array | null): Promise<Attempt> {
    return this.#attempt(key, ["GET", key], (reply) => {
      if (reply.type !== "bulk") return unsuccessful("miss", "nil");
      const { value } = reply;
      if (
        expected !== null &&
        !toMarker(expected, key).every((byte, i) => value[i] === byte)
      ) return unsuccessful("miss", "the answer does not hold the value");
      return { outcome: "ok", error: "", bytes: value.length };
    });
  }

  close(): void {
    this.#attempts.close();
    this.#drop();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #attempt(
    key: string,
    command: readonly (string | Uint8Array)[],
    succeed: (reply: Reply) => Attempt,
  ): Promise<Attempt> {
    return this.#attempts.make(async () => {
      const slot = toSlot(key);
      let address = this.#slots.get(slot) ?? this.#home;
      let asking = false;
      for (let hop = 0; hop <= MOST_HOPS; hop++) {
        const reply = await this.#send(address, command, asking);
        if (reply.type !== "error") return succeed(reply);
        const [, kind, target] = /^(MOVED|ASK) \d+ (\S+)$/.exec(reply.text) ??
          [];
        if (target === undefined) return unsuccessful("failed", reply.text);
        asking = kind === "ASK";
        address = target;
        if (!asking) this.#slots.set(slot, target);
      }
      return unsuccessful("failed", "sent from node to node without an end");
    });
  }

  #drop(): void {
    this.#connecting?.abort();
    for (const connection of this.#connections.values()) connection.close();
    this.#connections.clear();
  }

  async #send(
    address: string,
    command: readonly (string | Uint8Array)[],
    asking: boolean,
  ): Promise<Reply> {
    try {
      const connection = await this.#connect(address);
      if (asking) await connection.send(["ASKING"]);
      return await connection.send(command);
    } catch (error) {
      // Where the slot lives now may be asked anew at home.
      this.#connections.get(address)?.close();
      this.#connections.delete(address);
      for (const [slot, served] of this.#slots) {
        if (served === address) this.#slots.delete(slot);
      }
      throw error;
    }
  }

  async #connect(address: string): Promise<RespConnection> {
    const known = this.#connections.get(address);
    if (known) return known;
    const at = address.lastIndexOf(":");
    const { signal } = this.#connecting = new AbortController();
    const connection = await RespConnection.connect(
      address.slice(0, at),
      Number(address.slice(at + 1)),
      { signal },
    );
    if (signal.aborted) connection.close();
    signal.throwIfAborted();
    this.#connections.set(address, connection);
    return connection;
  }
}

/** Slot of a key in a cluster: CRC16 (XMODEM) modulo 16384, as the Redis cluster specification says; keys here have no tags. */
export function toSlot(key: string): number {
  let crc = 0;
  for (const byte of new TextEncoder().encode(key)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
    }
  }
  return crc % 16_384;
}
