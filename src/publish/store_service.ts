/** Serves queries of notebooks, which may not load DuckDB's addon themselves. */
import { timingSafeEqual } from "node:crypto";
import type { ParentService } from "../notebook/mod.ts";
import { isLake, parseLakeUrl } from "../store/lake/lake_url.ts";
import { Store } from "../store/mod.ts";
import { openShared, type SharedFile } from "../store/open_shared.ts";
import { requireExperiments } from "./experiments.ts";
import { readAll, readFrame, writeFrame } from "./frames.ts";
import { type Answers, keepAnswers } from "./kept_answers.ts";
import {
  decodeParams,
  encodeResponse,
  StoreRequest,
  type StoreResponse,
  TOKEN_BYTES,
} from "./store_messages.ts";

const MAX_REQUEST_BYTES = 16_000_000;
const MAX_KEPT_BYTES = 64_000_000;

/** Store that a notebook has opened. */
interface OpenStore {
  readonly store: Store;
  /** What its answers depend on beside the query; null if they may change from one to the next. */
  readonly content: string | null;
}

/** Kernel at the other end of a connection. */
interface Client {
  /** Number of notebooks that it executed before the one that asks. */
  notebook: number;
  /** By number; null where one is closed. */
  readonly stores: (OpenStore | null)[];
}

/** Loopback service of one store file; close it after the last notebook. */
export class StoreService implements Disposable {
  readonly #path: string;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #token = crypto.randomUUID();
  readonly #answers: Answers = keepAnswers(MAX_KEPT_BYTES);
  /** By content: one that a load has replaced may still be asked. */
  readonly #shared = new Map<string, Promise<SharedFile | null>>();

  /** Serves the store at `path`. */
  constructor(path: string) {
    this.#path = path;
    this.#listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    void this.#accept();
  }

  /** Port and token for notebooks. */
  get address(): ParentService {
    return { port: this.#listener.addr.port, token: this.#token };
  }

  async #accept(): Promise<void> {
    for await (const connection of this.#listener) {
      // As the notebook does (`remote_store.ts`).
      connection.setNoDelay(true);
      this.#connections.add(connection);
      // A killed notebook breaks its connection; an invalid message ends only the connection that sent it.
      void this.#serve(connection).catch(() => {}).finally(() => {
        this.#connections.delete(connection);
        close(connection);
      });
    }
  }

  async #serve(connection: Deno.TcpConn): Promise<void> {
    const token = new Uint8Array(TOKEN_BYTES);
    const expected = new TextEncoder().encode(this.#token);
    if (
      !await readAll(connection, token) || !timingSafeEqual(token, expected)
    ) return;
    const client: Client = { notebook: 0, stores: [] };
    try {
      while (true) {
        const frame = await readFrame(connection, MAX_REQUEST_BYTES);
        if (frame === null) return;
        const response = await this.#respond(frame, client)
          .catch((error) => encodeResponse(toError(error)));
        await writeFrame(connection, response);
      }
    } finally {
      closeStores(client);
    }
  }

  async #respond(frame: Uint8Array, client: Client): Promise<Uint8Array> {
    const { stores } = client;
    const request = StoreRequest.parse(
      JSON.parse(new TextDecoder().decode(frame)),
    );
    if (request.kind === "open") {
      const { experiments, notebook } = request;
      // One notebook at a time: that before this one has ended.
      if (notebook !== client.notebook) closeStores(client);
      client.notebook = notebook;
      const before = await contentOf(this.#path);
      const shared = before === null ? null : await this.#share(before);
      const store = shared === null
        ? await Store.open(this.#path, { experiments })
        : new Store(await shared.open(experiments));
      const isSame = shared !== null ||
        before === await contentOf(this.#path);
      stores.push({
        store,
        content: isSame && before !== null
          ? JSON.stringify([before, ...experiments])
          : null,
      });
      await requireExperiments(store, experiments);
      return encodeResponse({ kind: "opened", store: stores.length - 1 });
    }
    const open = stores[request.store];
    if (!open) throw new RangeError("Cannot query the store as it is closed");
    const { store, content } = open;
    if (request.kind === "close") {
      store.close();
      stores[request.store] = null;
      return encodeResponse({ kind: "closed" });
    }
    const { sql, params } = request;
    const ask = async () =>
      encodeResponse({
        kind: "columns",
        columns: await store.columns(sql, decodeParams(params)),
      });
    return content === null
      ? await ask()
      : await this.#answers(JSON.stringify([content, sql, params]), ask);
  }

  /** Opens this content of the store, once; null if it cannot be shared, or is another by now. */
  #share(content: string): Promise<SharedFile | null> {
    const known = this.#shared.get(content);
    if (known) return known;
    const open = async () => {
      const file = await openShared(this.#path);
      if (content === await contentOf(this.#path)) return file;
      file?.close();
      return null;
    };
    const shared = open();
    this.#shared.set(content, shared);
    // What fails is tried again for the next that asks.
    shared.catch(() => this.#shared.delete(content));
    return shared;
  }

  [Symbol.dispose](): void {
    close(this.#listener);
    for (const connection of this.#connections) close(connection);
    for (const shared of this.#shared.values()) {
      void shared.then((file) => file?.close(), () => {});
    }
  }
}

function closeStores({ stores }: Client): void {
  for (const [number, open] of stores.entries()) {
    open?.store.close();
    stores[number] = null;
  }
}

/**
 * Returns what tells the content of a store from another: a load puts a new file in the place of one that is read. Null
 * for a store that machines share, which changes while it is open, but not at a snapshot.
 */
async function contentOf(path: string): Promise<string | null> {
  if (isLake(path)) return parseLakeUrl(path).snapshot === null ? null : path;
  const { ino, mtime } = await Deno.stat(path);
  return `${ino} ${mtime?.getTime()}`;
}

function toError(error: unknown): StoreResponse {
  const { name, message } = error instanceof Error
    ? error
    : new Error(String(error));
  return { kind: "error", name, message };
}

function close(resource: Deno.TcpConn | Deno.TcpListener): void {
  try {
    resource.close();
  } catch (error) {
    // The peer has closed it.
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
