/**
 * A client of a key-value node over HTTP/1.1.
 *
 * Not a library: at 25 connections on one machine, the throughput per second of its own processor time was,
 * relative to hey's 1, 2.2 for a plain socket, 0.75 for node:http, 0.6 for undici and 0.5 for fetch; and a library
 * that retries by itself, or keeps several connections, cannot report the outcome of one attempt.
 */
import {
  type Attempt,
  AttemptRunner,
  successful,
  unsuccessful,
} from "./attempt.ts";
import type { Client, ClientOptions, ExpectedValue } from "./client.ts";
import type {
  Endpoint,
  HttpClientSpec,
  HttpRequest,
} from "../system/client_spec.ts";
import { findBase64Mismatch, findMismatch } from "./expected_value.ts";
import { type HttpResponse, HttpResponseReader } from "./http_response.ts";
import { toRequestWriter } from "./http_request.ts";
import { ReconnectingConnection } from "./reconnecting_connection.ts";

const NO_VALUE = new Uint8Array();

/** Keeps one connection; reconnects after an error, and after the server has closed it. */
export class HttpClient implements Client {
  readonly #spec: HttpClientSpec;
  readonly #writePut: ReturnType<typeof toRequestWriter>;
  readonly #writeGet: ReturnType<typeof toRequestWriter>;
  readonly #connection: ReconnectingConnection<HttpResponse>;
  readonly #attempts: AttemptRunner;

  /** Throws TypeError if a request template is invalid. */
  constructor(
    spec: HttpClientSpec,
    endpoint: Endpoint,
    { timeout }: ClientOptions,
  ) {
    this.#spec = spec;
    this.#writePut = toRequestWriter(spec.put, endpoint);
    this.#writeGet = toRequestWriter(spec.get, endpoint);
    this.#connection = new ReconnectingConnection(
      endpoint,
      () => new HttpResponseReader(),
    );
    this.#attempts = new AttemptRunner(
      timeout,
      (reason) => this.#connection.drop(reason),
    );
  }

  put(key: string, value: Uint8Array): Promise<Attempt> {
    const { put } = this.#spec;
    return this.#send(
      this.#writePut(key, value),
      (response) => classifyResponse(response, put, value.length),
    );
  }

  get(key: string, expected: ExpectedValue | null): Promise<Attempt> {
    const { get, found } = this.#spec;
    return this.#send(this.#writeGet(key, NO_VALUE), (response) => {
      const { body } = response;
      const size = expected?.size ?? body.length;
      const attempt = classifyResponse(response, get, size);
      if (attempt.outcome !== "ok" || expected === null) return attempt;
      const compare = found === "value" ? findMismatch : findBase64Mismatch;
      const error = compare(body, expected);
      return error === "" ? attempt : unsuccessful("miss", error);
    });
  }

  close(): void {
    this.#attempts.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #send(
    request: Uint8Array,
    classify: (response: HttpResponse) => Attempt,
  ): Promise<Attempt> {
    return this.#attempts.run(() =>
      this.#connection.send(request, (response) => {
        if (!response.reusable) this.#connection.drop();
        return classify(response);
      })
    );
  }
}

function classifyResponse(
  { status, body }: HttpResponse,
  { ok, degraded, miss }: HttpRequest,
  bytes: number,
): Attempt {
  if (ok.includes(status)) return successful(bytes);
  const code = String(status);
  const text = `${status} ${toMessage(body)}`;
  if (degraded.includes(status)) {
    return { ...unsuccessful("degraded", text, code), bytes };
  }
  if (miss.includes(status)) return unsuccessful("miss", text, code);
  return unsuccessful(status === 429 ? "rejected" : "failed", text, code);
}

/** Leading bytes of an error response that are read. */
const MAX_MESSAGE_BYTES = 1024;

/** Returns the error message of a body: its field `error` or `message` if it is JSON, otherwise its beginning. */
function toMessage(body: Uint8Array): string {
  const text = new TextDecoder().decode(body.subarray(0, MAX_MESSAGE_BYTES));
  try {
    const { error, message } = JSON.parse(text);
    return [error, message].find((field) => typeof field === "string") ?? text;
  } catch {
    return text;
  }
}
