/**
 * A client of Redis, alone or as a cluster: SET and GET in RESP2; follows MOVED and ASK.
 *
 * Not a library: those retry, queue and reconnect by themselves, and every attempt here must be one attempt that is
 * timed as a whole.
 */
import {
  type Attempt,
  AttemptRunner,
  successful,
  unsuccessful,
} from "./attempt.ts";
import type { Client, ClientOptions, ExpectedValue } from "./client.ts";
import type { Endpoint } from "../system/client_spec.ts";
import { findMismatch } from "./expected_value.ts";
import { ReconnectingConnection } from "./reconnecting_connection.ts";
import { type Reply, ReplyReader } from "./resp_reply.ts";
import { toCommand, toSlot } from "./resp_request.ts";

/** Redirections that are followed per request; a cluster that redirects more often has no stable slot map. */
const MAX_REDIRECTIONS = 5;

const ASKING = toCommand(["ASKING"]);

interface Target {
  readonly address: string;
  /** True if the command must be preceded by ASKING, as its slot is being migrated there. */
  readonly asking: boolean;
}

/** Keeps a connection to each node it was redirected to, and caches which node serves each slot. */
export class RespClient implements Client {
  readonly #initialAddress: string;
  readonly #attempts: AttemptRunner;
  readonly #connections = new Map<string, ReconnectingConnection<Reply>>();
  readonly #slots = new Map<number, string>();

  constructor({ host, port }: Endpoint, { timeout }: ClientOptions) {
    this.#initialAddress = `${host}:${port}`;
    this.#attempts = new AttemptRunner(timeout, (reason) => this.#drop(reason));
  }

  put(key: string, value: Uint8Array): Promise<Attempt> {
    return this.#send(key, toCommand(["SET", key, value]), (reply) => {
      if (reply.type !== "status") {
        return unsuccessful("failed", `SET was answered with ${reply.type}`);
      }
      return successful(value.length);
    });
  }

  get(key: string, expected: ExpectedValue | null): Promise<Attempt> {
    return this.#send(key, toCommand(["GET", key]), (reply) => {
      if (reply.type === "nil") return unsuccessful("miss", "nil");
      if (reply.type !== "bulk") {
        return unsuccessful("failed", `GET was answered with ${reply.type}`);
      }
      const error = expected ? findMismatch(reply.value, expected) : "";
      return error === ""
        ? successful(reply.value.length)
        : unsuccessful("miss", error);
    });
  }

  close(): void {
    this.#attempts.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #send(
    key: string,
    command: Uint8Array,
    classify: (reply: Reply) => Attempt,
  ): Promise<Attempt> {
    return this.#attempts.run(async () => {
      const slot = toSlot(key);
      let target: Target = {
        address: this.#slots.get(slot) ?? this.#initialAddress,
        asking: false,
      };
      for (let count = 0; count <= MAX_REDIRECTIONS; count++) {
        const result = await this.#sendTo(target, command, classify);
        if (!("address" in result)) return result;
        target = result;
        if (!target.asking) this.#slots.set(slot, target.address);
      }
      return unsuccessful("failed", "sent from node to node without an end");
    });
  }

  /** Sends a command to one node; returns the attempt, or the node it redirects to. */
  async #sendTo(
    { address, asking }: Target,
    command: Uint8Array,
    classify: (reply: Reply) => Attempt,
  ): Promise<Attempt | Target> {
    const connection = this.#connectionTo(address);
    try {
      if (asking) await connection.send(ASKING, () => {});
      return await connection.send(command, (reply) => {
        if (reply.type !== "error") return classify(reply);
        return toRedirection(reply.text, address) ??
          unsuccessful("failed", reply.text);
      });
    } catch (error) {
      this.#forgetSlots(address);
      throw error;
    }
  }

  #connectionTo(address: string): ReconnectingConnection<Reply> {
    const known = this.#connections.get(address);
    if (known) return known;
    const connection = new ReconnectingConnection(
      splitAddress(address),
      () => new ReplyReader(),
    );
    this.#connections.set(address, connection);
    return connection;
  }

  /** Removes the slots of an unreachable node from the cache, so that the initial node is queried for them again. */
  #forgetSlots(address: string): void {
    for (const [slot, owner] of this.#slots) {
      if (owner === address) this.#slots.delete(slot);
    }
  }

  #drop(reason: Error): void {
    for (const connection of this.#connections.values()) {
      connection.drop(reason);
    }
  }
}

/**
 * Parses MOVED and ASK; null for any other error. A redirection without a host means the host of the responding
 * node.
 */
function toRedirection(error: string, responder: string): Target | null {
  const [, kind, host, port] = /^(MOVED|ASK) \d+ (\S*):(\d+)$/.exec(error) ??
    [];
  if (kind === undefined) return null;
  const target = host || splitAddress(responder).host;
  return { address: `${target}:${port}`, asking: kind === "ASK" };
}

function splitAddress(address: string) {
  const at = address.lastIndexOf(":");
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
