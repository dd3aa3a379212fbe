/** Client of another node: its reachability, and requests to it. */
import { formatMeta, type Item, parseItem } from "./item.ts";
import {
  compareVersions,
  formatVersion,
  parseVersion,
  type Version,
} from "./version.ts";

/** Name and address of a peer. */
export interface PeerAddress {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

/** A peer's version of a key, and the item if it is newer than the requested version. */
export interface HeldVersion {
  readonly version: Version;
  readonly newer: Item | null;
}

/** State of a peer for the comparison of stores. */
export interface Comparison {
  /** Whether its store has all writes acknowledged before its start. */
  readonly ready: boolean;
  /** Whether it sends its writes to this node. */
  readonly reaches: boolean;
  readonly digests: readonly number[];
}

type Method = "GET" | "PUT" | "POST";

interface Message {
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number;
  readonly meta?: string;
  readonly body?: Uint8Array<ArrayBuffer> | string | null;
}

interface Reply {
  readonly status: number;
  readonly meta: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Header with a version, or an item without its value. */
export const META = "x-item";

/** Requests in flight to one peer, each with its own connection; with more, the peer is considered too slow. */
const MAX_IN_FLIGHT = 512;

const DEADLINE_POLL_INTERVAL_MS = 50;

/** Ping timeout. A peer is down if it has sent no other response during this time either. */
const SILENCE_TIMEOUT_MS = 1000;

/** A peer and the connections to it. */
export class Peer implements Disposable {
  readonly name: string;
  readonly address: string;
  readonly #client = Deno.createHttpClient({
    poolMaxIdlePerHost: MAX_IN_FLIGHT,
    http2: false,
  });
  readonly #inFlight = new Map<AbortController, number>();
  readonly #clock: ReturnType<typeof setInterval>;
  #up = false;
  #incarnation = "";
  #lastResponseAt = 0;

  constructor({ name, host, port }: PeerAddress) {
    this.name = name;
    this.address = `${host}:${port}`;
    // One timer for all requests costs less than one per request.
    this.#clock = setInterval(
      () => this.#abortDue(performance.now()),
      DEADLINE_POLL_INTERVAL_MS,
    );
  }

  /** Whether the peer is reachable; if not, only pings are sent to it. */
  get up(): boolean {
    return this.#up;
  }

  /** Name and start time as last reported by the peer; changes with every restart. */
  get incarnation(): string {
    return this.#incarnation;
  }

  /** Updates `up` and `incarnation`, and verifies the name of the node at this address. */
  async ping(): Promise<void> {
    const deadline = performance.now() + SILENCE_TIMEOUT_MS;
    try {
      const { status, meta } = await this.#exchange("GET", "/peer/ping", {
        deadline,
      });
      this.#up = status === 200 && meta.startsWith(`${this.name}.`);
      this.#incarnation = meta;
    } catch {
      // A peer that responds to other requests in time is only busy.
      const now = performance.now();
      const timedOut = now >= deadline;
      this.#up &&= timedOut && now - this.#lastResponseAt < SILENCE_TIMEOUT_MS;
      if (!this.#up) this.#abortDue(Infinity);
    }
  }

  /** Sends an item; returns the version that the peer then holds. */
  async put(key: string, item: Item, deadline: number): Promise<Version> {
    const { status, meta } = await this.#request("PUT", `/peer/items/${key}`, {
      deadline,
      meta: formatMeta(item),
      body: item.value,
    });
    if (status === 204) return item.version;
    if (status === 409) return parseVersion(meta);
    throw this.#refused(status);
  }

  /** Returns the peer's version of a key, with the item only if it is newer than `known`. */
  async get(
    key: string,
    known: Version,
    deadline: number,
  ): Promise<HeldVersion> {
    const path = `/peer/items/${key}`;
    const { status, meta, body } = await this.#request("GET", path, {
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

  /** Reads the peer's state and digests; `self` is the name of this node. */
  async compare(self: string, deadline: number): Promise<Comparison> {
    const path = `/peer/digests/${self}`;
    const { status, body } = await this.#request("GET", path, { deadline });
    if (status !== 200) throw this.#refused(status);
    return JSON.parse(new TextDecoder().decode(body));
  }

  /** Fetches the encoded page for a page request. */
  async page(
    request: string,
    deadline: number,
  ): Promise<Uint8Array<ArrayBuffer>> {
    const { status, body } = await this.#request("POST", "/peer/pages", {
      deadline,
      body: request,
    });
    if (status !== 200) throw this.#refused(status);
    return body;
  }

  async #request(
    method: Method,
    path: string,
    message: Message,
  ): Promise<Reply> {
    if (!this.#up || this.#inFlight.size >= MAX_IN_FLIGHT) {
      throw new Error(
        `Cannot send a request to ${this.name} as it is ${
          this.#up ? "too slow" : "unreachable"
        }: ${this.#inFlight.size} requests in flight`,
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
    this.#inFlight.set(abort, deadline);
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
      this.#lastResponseAt = performance.now();
      return {
        status: response.status,
        meta: response.headers.get(META) ?? "",
        body: bytes,
      };
    } finally {
      this.#inFlight.delete(abort);
    }
  }

  /** Aborts requests with a deadline up to `now`. */
  #abortDue(now: number): void {
    for (const [abort, deadline] of this.#inFlight) {
      if (deadline <= now) abort.abort();
    }
  }

  #refused(status: number): Error {
    return new Error(
      `Cannot send a request to ${this.name} as it was refused: ${status}`,
    );
  }

  [Symbol.dispose](): void {
    clearInterval(this.#clock);
    this.#abortDue(Infinity);
    this.#client.close();
  }
}
