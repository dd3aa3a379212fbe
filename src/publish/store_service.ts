/** Serves queries of notebooks, which may not load DuckDB's addon themselves. */
import { timingSafeEqual } from "node:crypto";
import type { ParentService } from "../notebook/mod.ts";
import { Store } from "../store/mod.ts";
import { requireExperiments } from "./experiments.ts";
import { readAll, readFrame, writeFrame } from "./frames.ts";
import {
  decodeParams,
  encodeResponse,
  StoreRequest,
  type StoreResponse,
  TOKEN_BYTES,
} from "./store_messages.ts";

const MAX_REQUEST_BYTES = 16_000_000;

/** Loopback service of one store file; close it after the last notebook. */
export class StoreService implements Disposable {
  readonly #path: string;
  readonly #listener: Deno.TcpListener;
  readonly #connections = new Set<Deno.TcpConn>();
  readonly #token = crypto.randomUUID();

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
    const stores: (Store | null)[] = [];
    try {
      while (true) {
        const frame = await readFrame(connection, MAX_REQUEST_BYTES);
        if (frame === null) return;
        const response = await this.#respond(frame, stores).catch(toError);
        await writeFrame(connection, encodeResponse(response));
      }
    } finally {
      for (const store of stores) store?.close();
    }
  }

  async #respond(
    frame: Uint8Array,
    stores: (Store | null)[],
  ): Promise<StoreResponse> {
    const request = StoreRequest.parse(
      JSON.parse(new TextDecoder().decode(frame)),
    );
    if (request.kind === "open") {
      const { experiments } = request;
      const store = await Store.open(this.#path, { experiments });
      stores.push(store);
      await requireExperiments(store, experiments);
      return { kind: "opened", store: stores.length - 1 };
    }
    const store = stores[request.store];
    if (!store) throw new RangeError("Cannot query the store as it is closed");
    if (request.kind === "close") {
      store.close();
      stores[request.store] = null;
      return { kind: "closed" };
    }
    const { sql, params } = request;
    const columns = await store.columns(sql, decodeParams(params));
    return { kind: "columns", columns };
  }

  [Symbol.dispose](): void {
    close(this.#listener);
    for (const connection of this.#connections) close(connection);
  }
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
