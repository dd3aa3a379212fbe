/**
 * A client of Redis, alone or as a cluster: SET and GET in RESP2, with MOVED and ASK followed.
 *
 * Not a library: those retry, queue and reconnect behind the caller's back, and every attempt here must be one attempt that
 * is timed as a whole.
 */
import { type Attempt, Attempts, unsuccessful } from "./attempt.ts";
import type { Client, ClientOptions, Expected } from "./client.ts";
import type { Endpoint } from "../system/client_spec.ts";
import { judgeValue } from "./expected_value.ts";
import { Link } from "./reconnecting_connection.ts";
import { type Reply, ReplyReader } from "./resp_reply.ts";
import { toCommand, toSlot } from "./resp_request.ts";

/** Redirections that are followed for one request; a cluster that sends us round longer is not settled. */
const MOST_HOPS = 5;

const ASKING = toCommand(["ASKING"]);

/** Where a command goes, and whether it must be announced, as the slot is still moving there. */
interface Target {
  readonly address: string;
  readonly asking: boolean;
}

/** Keeps a connection to each node it was sent to, and remembers where each slot is served. */
export class RespClient implements Client {
  readonly #home: string;
  readonly #attempts: Attempts;
  readonly #links = new Map<string, Link<Reply>>();
  readonly #slots = new Map<number, string>();

  constructor({ host, port }: Endpoint, { timeout }: ClientOptions) {
    this.#home = `${host}:${port}`;
    this.#attempts = new Attempts(timeout, (reason) => this.#drop(reason));
  }

  put(key: string, value: Uint8Array): Promise<Attempt> {
    return this.#send(key, toCommand(["SET", key, value]), (reply) => {
      if (reply.type !== "status") {
        return unsuccessful("failed", `SET was answered with ${reply.type}`);
      }
      return { outcome: "ok", error: "", bytes: value.length };
    });
  }

  get(key: string, expected: Expected | null): Promise<Attempt> {
    return this.#send(key, toCommand(["GET", key]), (reply) => {
      if (reply.type === "nil") return unsuccessful("miss", "nil");
      if (reply.type !== "bulk") {
        return unsuccessful("failed", `GET was answered with ${reply.type}`);
      }
      const fault = expected ? judgeValue(reply.value, expected) : "";
      return fault === ""
        ? { outcome: "ok", error: "", bytes: reply.value.length }
        : unsuccessful("miss", fault);
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
    judge: (reply: Reply) => Attempt,
  ): Promise<Attempt> {
    return this.#attempts.make(async () => {
      const slot = toSlot(key);
      let target: Target = {
        address: this.#slots.get(slot) ?? this.#home,
        asking: false,
      };
      for (let hop = 0; hop <= MOST_HOPS; hop++) {
        const answer = await this.#ask(target, command, judge);
        if (!("address" in answer)) return answer;
        target = answer;
        if (!target.asking) this.#slots.set(slot, target.address);
      }
      return unsuccessful("failed", "sent from node to node without an end");
    });
  }

  /** Asks one node: what became of it, or who is to be asked instead. */
  async #ask(
    { address, asking }: Target,
    command: Uint8Array,
    judge: (reply: Reply) => Attempt,
  ): Promise<Attempt | Target> {
    const link = this.#toLink(address);
    try {
      if (asking) await link.send(ASKING, () => {});
      return await link.send(command, (reply) => {
        if (reply.type !== "error") return judge(reply);
        return toRedirection(reply.text, address) ??
          unsuccessful("failed", reply.text);
      });
    } catch (error) {
      this.#forget(address);
      throw error;
    }
  }

  #toLink(address: string): Link<Reply> {
    const known = this.#links.get(address);
    if (known) return known;
    const link = new Link(splitAddress(address), () => new ReplyReader());
    this.#links.set(address, link);
    return link;
  }

  /** Lets home say anew where the slots are that were served by a node that does not answer. */
  #forget(address: string): void {
    for (const [slot, served] of this.#slots) {
      if (served === address) this.#slots.delete(slot);
    }
  }

  #drop(reason: Error): void {
    for (const link of this.#links.values()) link.drop(reason);
  }
}

/** Where an error sends us; null for any other error. A node that does not know its host has that of who was asked. */
function toRedirection(error: string, asked: string): Target | null {
  const [, kind, host, port] = /^(MOVED|ASK) \d+ (\S*):(\d+)$/.exec(error) ??
    [];
  if (kind === undefined) return null;
  const known = host || splitAddress(asked).host;
  return { address: `${known}:${port}`, asking: kind === "ASK" };
}

function splitAddress(address: string) {
  const at = address.lastIndexOf(":");
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) };
}
