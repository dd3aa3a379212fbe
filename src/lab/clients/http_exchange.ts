/** One connection to an HTTP/1.1 server that makes one attempt at a time, for every kind of request. */
import { type Attempt, AttemptRunner } from "./attempt.ts";
import type { ClientOptions } from "./client.ts";
import type { Tls } from "./connection.ts";
import { type HttpResponse, HttpResponseReader } from "./http_response.ts";
import {
  type Address,
  ReconnectingConnection,
} from "./reconnecting_connection.ts";

export interface ExchangeOptions extends ClientOptions {
  /** @default {null} not encrypted */
  readonly tls?: Tls | null;
}

/** Makes one attempt at a time with one server. */
export interface Exchange extends Disposable {
  /**
   * Sends a request, whose bytes must not change until the answer, and returns what `classify` makes of the response,
   * whose bytes are valid during that call only. Never throws.
   */
  send(
    request: Uint8Array,
    classify: (response: HttpResponse) => Attempt,
  ): Promise<Attempt>;
  /** Closes the connection for good; every later attempt is `cancelled`. */
  close(): void;
}

/** Keeps one connection; reconnects after an error, and after the server has closed it. Never retries. */
export class HttpExchange implements Exchange {
  readonly #connection: ReconnectingConnection<HttpResponse>;
  readonly #attempts: AttemptRunner;

  constructor(address: Address, { timeout, tls = null }: ExchangeOptions) {
    this.#connection = new ReconnectingConnection(
      address,
      () => new HttpResponseReader(),
      tls,
    );
    this.#attempts = new AttemptRunner(
      timeout,
      (reason) => this.#connection.drop(reason),
    );
  }

  send(
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

  /** The attempt in flight is `cancelled` too. */
  close(): void {
    this.#attempts.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
