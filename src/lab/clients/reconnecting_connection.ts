/** A connection to one node that is opened on demand, and again after it was lost. */
import {
  Connection,
  NoConnectionError,
  type ResponseReader,
  type Tls,
} from "./connection.ts";

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Keeps at most one connection; `drop()` closes it. */
export class ReconnectingConnection<Response> {
  readonly #address: Address;
  readonly #createReader: () => ResponseReader<Response>;
  readonly #tls: Tls | null;
  #connection: Connection<Response> | null = null;
  #connecting: AbortController | null = null;

  constructor(
    address: Address,
    createReader: () => ResponseReader<Response>,
    tls: Tls | null = null,
  ) {
    this.#address = address;
    this.#createReader = createReader;
    this.#tls = tls;
  }

  /**
   * Sends one request and throws the errors of `Connection.send`. Connects first if necessary; throws
   * `NoConnectionError` if that fails.
   */
  send<Result>(
    request: Uint8Array,
    classify: (response: Response) => Result,
  ): Promise<Result> {
    const connection = this.#connection;
    if (connection?.usable) return connection.send(request, classify);
    return this.#connect().then((connection) =>
      connection.send(request, classify)
    );
  }

  /** Closes the connection; the request in flight fails with `reason`. */
  drop(reason?: Error): void {
    this.#connecting?.abort(reason);
    this.#connection?.close(reason);
    this.#connection = null;
  }

  async #connect(): Promise<Connection<Response>> {
    const abort = new AbortController();
    this.#connecting = abort;
    const { signal } = abort;
    try {
      const connection = await Connection.open(this.#address, {
        reader: this.#createReader(),
        tls: this.#tls,
        signal,
      });
      if (signal.aborted) {
        connection.close();
        throw signal.reason;
      }
      return this.#connection = connection;
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      throw new NoConnectionError((error as Error).message, { cause: error });
    } finally {
      this.#connecting = null;
    }
  }
}
