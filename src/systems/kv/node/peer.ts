/** Another node, as this one sees it: whether it answers, and what can be asked of it. */
import { formatMeta, type Item, parseItem } from "./item.ts";
import {
  compareVersions,
  formatVersion,
  parseVersion,
  type Version,
} from "./version.ts";

/** Where a peer is reached. */
export interface PeerAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** What a peer holds of a key: its version, and the item where that is newer than asked. */
export interface Held {
  readonly version: Version;
  readonly newer: Item | null;
}

/** What a peer tells when compared with. */
export interface Comparison {
  /** Whether it knows all that was acknowledged before. */
  readonly ready: boolean;
  /** Whether it sends us its writes. */
  readonly reaches: boolean;
  readonly digests: readonly number[];
}

type Method = "GET" | "PUT" | "POST";

interface Message {
  /** When to give up, in milliseconds of `performance.now()`. */
  readonly deadline: number;
  readonly meta?: string;
  readonly body?: Uint8Array<ArrayBuffer> | string | null;
}

interface Reply {
  readonly status: number;
  readonly meta: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Header that carries a version or an item without its value. */
export const META = "x-item";

/** Requests under way to one peer, each with a connection; beyond them it is too slow to be waited for. */
const MOST_UNDER_WAY = 512;

/** Milliseconds between two looks at the deadlines. */
const LOOK = 50;

/** Milliseconds that a peer which does not answer a ping may also be silent otherwise. */
const SILENCE = 1000;

/** A peer and the connections to it. */
export class Peer implements Disposable {
  readonly name: string;
  readonly address: string;
  readonly #client = Deno.createHttpClient({
    poolMaxIdlePerHost: MOST_UNDER_WAY,
    http2: false,
  });
  readonly #underWay = new Map<AbortController, number>();
  readonly #clock: ReturnType<typeof setInterval>;
  #up = false;
  #life = "";
  #heard = 0;

  constructor({ name, host, port }: PeerAddress) {
    this.name = name;
    this.address = `${host}:${port}`;
    // One timer for all requests costs less than one for each.
    this.#clock = setInterval(() => this.#giveUp(performance.now()), LOOK);
  }

  /** Whether it answered its last ping; while it did not, nothing else is sent to it. */
  get up(): boolean {
    return this.#up;
  }

  /** What it called itself last, with the moment of its start: another one after each restart. */
  get life(): string {
    return this.#life;
  }

  /** Asks whether it is there, and whether it is the node we think it is. */
  async ping(): Promise<void> {
    const deadline = performance.now() + SILENCE;
    try {
      const { status, meta } = await this.#exchange("GET", "/peer/ping", {
        deadline,
      });
      this.#up = status === 200 && meta.startsWith(`${this.name}.`);
      this.#life = meta;
    } catch {
      // A peer that answers others in time is only busy.
      const hung = performance.now() >= deadline;
      this.#up &&= hung && performance.now() - this.#heard < SILENCE;
      if (!this.#up) this.#giveUp(Infinity);
    }
  }

  /** Has it keep an item; returns the version it then holds. */
  async put(key: string, item: Item, deadline: number): Promise<Version> {
    const { status, meta } = await this.#ask("PUT", `/peer/items/${key}`, {
      deadline,
      meta: formatMeta(item),
      body: item.value,
    });
    if (status === 204) return item.version;
    if (status === 409) return parseVersion(meta);
    throw this.#refused(status);
  }

  /** What it holds of a key, with the item only if that is newer than `known`. */
  async get(key: string, known: Version, deadline: number): Promise<Held> {
    const path = `/peer/items/${key}`;
    const { status, meta, body } = await this.#ask("GET", path, {
      deadline,
      meta: formatVersion(known),
    });
    if (status === 204) return { version: parseVersion(meta), newer: null };
    if (status !== 200) throw this.#refused(status);
    const newer = parseItem(meta, body);
    return {
      version: newer.version,
      newer: compareVersions(newer.version, known) > 0 ? newer : null,
    };
  }

  /** What it tells the node named `self` of itself and its digests. */
  async compare(self: string, deadline: number): Promise<Comparison> {
    const path = `/peer/digests/${self}`;
    const { status, body } = await this.#ask("GET", path, { deadline });
    if (status !== 200) throw this.#refused(status);
    return JSON.parse(new TextDecoder().decode(body));
  }

  /** The page that answers a question, as bytes. */
  async page(
    question: string,
    deadline: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { status, body } = await this.#ask("POST", "/peer/pages", {
      deadline,
      body: question,
    });
    if (status !== 200) throw this.#refused(status);
    return body;
  }

  async #ask(method: Method, path: string, message: Message): Promise<Reply> {
    if (!this.#up || this.#underWay.size >= MOST_UNDER_WAY) {
      throw new Error(
        `Cannot ask ${this.name} as it is ${
          this.#up ? "too slow" : "unreachable"
        }: ${this.#underWay.size} requests under way`,
      );
    }
    return await this.#exchange(method, path, message);
  }

  async #exchange(
    method: Method,
    path: string,
    { deadline, meta = "", body = null }: Message,
  ): Promise<Reply> {
    const abort = new AbortController();
    this.#underWay.set(abort, deadline);
    try {
      const init: RequestInit & { readonly client: Deno.HttpClient } = {
        method,
        body,
        headers: { [META]: meta },
        signal: abort.signal,
        client: this.#client,
      };
      const response = await fetch(`http://${this.address}${path}`, init);
      const bytes = await response.bytes();
      this.#heard = performance.now();
      return {
        status: response.status,
        meta: response.headers.get(META) ?? "",
        body: bytes,
      };
    } finally {
      this.#underWay.delete(abort);
    }
  }

  #giveUp(until: number): void {
    for (const [abort, deadline] of this.#underWay) {
      if (deadline <= until) abort.abort();
    }
  }

  #refused(status: number): Error {
    return new Error(`Cannot ask ${this.name} as it refused: ${status}`);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#clock);
    this.#giveUp(Infinity);
    this.#client.close();
  }
}
