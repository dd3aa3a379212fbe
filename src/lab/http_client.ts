/** A client of a key-value system that is spoken to by HTTP. */
import { type Attempt, Attempts, unsuccessful } from "./attempt.ts";
import type { Client, ClientOptions } from "./client.ts";
import type { Endpoint, HttpClientSpec, HttpRequest } from "./client_spec.ts";
import { HttpConnection, type HttpResponse } from "./http_connection.ts";
import { toMarker } from "./keys.ts";

const encoder = new TextEncoder();
const latin1 = new TextDecoder("latin1");
const nothing = new Uint8Array();

/** Keeps one connection; makes another after an error, and when the server closes it. */
export class HttpClient implements Client {
  readonly #spec: HttpClientSpec;
  readonly #endpoint: Endpoint;
  readonly #attempts: Attempts;
  readonly #toPut: (key: string, value: Uint8Array) => Uint8Array;
  readonly #toGet: (key: string, value: Uint8Array) => Uint8Array;
  #connection: HttpConnection | null = null;
  #connecting: AbortController | null = null;

  constructor(
    spec: HttpClientSpec,
    endpoint: Endpoint,
    { timeout }: ClientOptions,
  ) {
    this.#spec = spec;
    this.#endpoint = endpoint;
    this.#toPut = compile(spec.put, endpoint);
    this.#toGet = compile(spec.get, endpoint);
    this.#attempts = new Attempts(timeout, () => this.#drop());
  }

  put(key: string, value: Uint8Array): Promise<Attempt> {
    const { put } = this.#spec;
    return this.#attempt(
      put,
      this.#toPut(key, value),
      () => ({ outcome: "ok", error: "", bytes: value.length }),
    );
  }

  get(key: string, expected: Uint8Array | null): Promise<Attempt> {
    const { get, found } = this.#spec;
    return this.#attempt(
      get,
      this.#toGet(key, nothing),
      ({ body }) => {
        if (expected !== null && !holds(body, toMarker(expected, key), found)) {
          return unsuccessful("miss", "the answer does not hold the value");
        }
        return {
          outcome: "ok",
          error: "",
          bytes: expected?.length ?? body.length,
        };
      },
    );
  }

  close(): void {
    this.#attempts.close();
    this.#drop();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #attempt(
    { ok, degraded, miss }: HttpRequest,
    request: Uint8Array,
    succeed: (response: HttpResponse) => Attempt,
  ): Promise<Attempt> {
    return this.#attempts.make(async () => {
      const response = await (await this.#connect()).send(request);
      const { status, body } = response;
      if (ok.includes(status)) return succeed(response);
      const text = `${status} ${latin1.decode(body.subarray(0, 100)).trim()}`;
      if (miss.includes(status)) return unsuccessful("miss", text);
      if (degraded.includes(status)) return unsuccessful("degraded", text);
      return unsuccessful(status === 429 ? "rejected" : "failed", text);
    });
  }

  #drop(): void {
    this.#connecting?.abort();
    this.#connection?.close();
    this.#connection = null;
  }

  async #connect(): Promise<HttpConnection> {
    if (this.#connection && !this.#connection.closed) return this.#connection;
    const { host, port } = this.#endpoint;
    const { signal } = this.#connecting = new AbortController();
    const connection = await HttpConnection.connect(host, port, { signal });
    if (signal.aborted) connection.close();
    signal.throwIfAborted();
    return this.#connection = connection;
  }
}

/** Makes whole requests of one kind: head and body in one piece, so that they leave in one packet. */
function compile(
  { method, path, headers, body }: HttpRequest,
  { host, port }: Endpoint,
): (key: string, value: Uint8Array) => Uint8Array {
  const raw = body === "{value}";
  const fixed = Object.entries(headers)
    .map(([name, text]) => `${name}: ${text}\r\n`).join("") +
    `host: ${host}:${port}\r\n`;
  return (key, value) => {
    const content = raw ? value : encoder.encode(fill(body, key, value));
    const length = method === "GET" && content.length === 0
      ? ""
      : `content-length: ${content.length}\r\n`;
    const head = encoder.encode(
      `${method} ${fill(path, key, value)} HTTP/1.1\r\n${fixed}${length}\r\n`,
    );
    const request = new Uint8Array(head.length + content.length);
    request.set(head);
    request.set(content, head.length);
    return request;
  };
}

/** A template with its placeholders filled in. */
function fill(template: string, key: string, value: Uint8Array): string {
  if (!template.includes("{")) return template;
  return template.replace(
    /\{(key|key64|value64)\}/g,
    (_, name) =>
      name === "key"
        ? key
        : name === "key64"
        ? encoder.encode(key).toBase64()
        : value.toBase64(),
  );
}

/** Whether a body holds a value that begins with the marker: as it is, or in base64 somewhere in a text. */
function holds(
  body: Uint8Array,
  marker: Uint8Array,
  found: HttpClientSpec["found"],
): boolean {
  if (found === "value") {
    return marker.every((byte, i) => body[i] === byte);
  }
  // Three bytes are four letters; what is left over would depend on the bytes after it.
  const whole = marker.subarray(0, marker.length - marker.length % 3);
  return latin1.decode(body).includes(`"${whole.toBase64()}`);
}
