/** A client of a key-value system, whatever it is spoken to with. */
import type { Attempt } from "./attempt.ts";
import type { ClientSpec, Endpoint } from "./client_spec.ts";
import { HttpClient } from "./http_client.ts";
import { RespClient } from "./resp_client.ts";

export type { Attempt } from "./attempt.ts";

export interface ClientOptions {
  /** Seconds after which an attempt is given up and its connection dropped. */
  readonly timeout: number;
}

/** One attempt at a time; never throws. Connects when it must, again after every error. */
export interface Client extends Disposable {
  put(key: string, value: Uint8Array): Promise<Attempt>;
  /** `ok` only when what is found begins as `expected` does; null takes anything that is found. */
  get(key: string, expected: Uint8Array | null): Promise<Attempt>;
  close(): void;
}

/** A client of one node. */
export function connectClient(
  spec: ClientSpec,
  endpoint: Endpoint,
  options: ClientOptions,
): Client {
  return spec.protocol === "http"
    ? new HttpClient(spec, endpoint, options)
    : new RespClient(endpoint, options);
}
