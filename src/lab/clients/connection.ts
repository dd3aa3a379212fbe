/** One TCP connection with one request in flight at a time; detects a close by the peer also between requests. */

/** Parses responses from the bytes of one connection. */
export interface ResponseReader<Response> {
  /** Free space for the next bytes; never empty. */
  freeSpace(): Uint8Array;
  /**
   * Parses `length` more bytes, which are now in `freeSpace()`; returns a response once it is complete. Throws
   * SyntaxError for a malformed one.
   */
  parse(length: number): Response | null;
  /** Handles the end of the stream; returns a response that is delimited by it. */
  end(): Response | null;
  /** True if part of a response has been received. */
  readonly partial: boolean;
}

/** No connection could be made. */
export class NoConnectionError extends Error {
  override readonly name = "NoConnectionError";
}

/** A connection was closed before the response to a request was complete. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
  /** True if part of a response had been received. */
  readonly partial: boolean;

  constructor({ partial }: { readonly partial: boolean }) {
    super(
      partial
        ? "the connection was closed in the middle of an answer"
        : "the connection was closed before an answer",
    );
    this.partial = partial;
  }
}

/** How a connection is encrypted. */
export interface Tls {
  /** Host that the certificate of the other side must name. @default {the host that it connects to} */
  readonly serverName?: string;
  /** Certificates of authorities in PEM that are trusted beside those of the system; empty for none. */
  readonly caCerts: readonly string[];
  /** With which this side shows who it is, in PEM. @default {null} it does not */
  readonly identity?: {
    readonly cert: string;
    readonly key: string;
  } | null;
}

interface Exchange<Response> {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

/** A connection; its owner sets timeouts and closes it once it is not `usable`. */
export class Connection<Response> {
  readonly #tcp: Deno.Conn;
  readonly #reader: ResponseReader<Response>;
  #exchange: Exchange<Response> | null = null;
  #writing = false;
  #closed = false;

  private constructor(tcp: Deno.Conn, reader: ResponseReader<Response>) {
    this.#tcp = tcp;
    this.#reader = reader;
    this.#readAll();
  }

  /** Throws the errors of `Deno.connect`, and of a handshake. */
  static async open<Response>(
    { host, port }: { readonly host: string; readonly port: number },
    { reader, signal, tls = null }: {
      readonly reader: ResponseReader<Response>;
      readonly signal: AbortSignal;
      /** @default {null} not encrypted */
      readonly tls?: Tls | null;
    },
  ): Promise<Connection<Response>> {
    if (tls?.identity) {
      return new Connection(
        await connectAs(tls.identity, { host, port, tls, signal }),
        reader,
      );
    }
    const tcp = await Deno.connect({ hostname: host, port, signal });
    tcp.setNoDelay(true);
    return new Connection(
      tls === null ? tcp : await encrypt(tcp, { host, tls, signal }),
      reader,
    );
  }

  /** False once either side has closed it. */
  get usable(): boolean {
    return !this.#closed;
  }

  /**
   * Sends a request, whose bytes must not change until the response, and returns the result of `classify`, which is
   * called at once as the response's bytes are reused. Throws `ClosedError`, and SyntaxError for a malformed
   * response.
   */
  send<Result>(
    request: Uint8Array,
    classify: (response: Response) => Result,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#exchange = {
        resolve(response) {
          try {
            resolve(classify(response));
          } catch (error) {
            reject(error);
          }
        },
        reject,
      };
      this.#write(request);
    });
  }

  /** Closes it; the request in flight fails with `reason`. */
  close(reason: Error = new ClosedError(this.#reader)): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#tcp.close();
    }
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.reject(reason);
  }

  async #write(request: Uint8Array): Promise<void> {
    this.#writing = true;
    try {
      for (let at = 0; at < request.length;) {
        at += await this.#tcp.write(at === 0 ? request : request.subarray(at));
      }
      this.#writing = false;
    } catch {
      // A peer that closes before it has read the whole request may have responded: the read loop finds out.
    }
  }

  /** Reads while it is open, so that a close between requests is noticed before the next is sent. */
  async #readAll(): Promise<void> {
    try {
      for (;;) {
        const length = await this.#tcp.read(this.#reader.freeSpace());
        // Unsolicited bytes belong to no request.
        if (this.#exchange === null) break;
        const response = length === null
          ? this.#reader.end()
          : this.#reader.parse(length);
        if (response !== null) this.#resolve(response);
        if (length === null || this.#closed) break;
      }
      this.close();
    } catch (error) {
      if (error instanceof SyntaxError) this.close(error);
      // A reset, or our own close, which has rejected the request already.
      else this.close();
    }
  }

  #resolve(response: Response): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    // The peer would take the unsent rest of this request for the next one.
    if (this.#writing) this.close();
    exchange?.resolve(response);
  }
}

/**
 * Connects with a certificate of this side, which `Deno.startTls` cannot have. Throws the errors of `Deno.connectTls`, and
 * of a handshake.
 */
async function connectAs(
  identity: { readonly cert: string; readonly key: string },
  { host, port, tls: { caCerts }, signal }: {
    readonly host: string;
    readonly port: number;
    readonly tls: Tls;
    readonly signal: AbortSignal;
  },
): Promise<Deno.TlsConn> {
  const connection = await Deno.connectTls({
    ...{ hostname: host, port, ...identity },
    caCerts: [...caCerts],
    alpnProtocols: ["http/1.1"],
  });
  return await shakeHands(connection, signal);
}

/** Makes the handshake of TLS for HTTP/1.1. Throws if the other side has no certificate of its host that is trusted. */
async function encrypt(
  tcp: Deno.TcpConn,
  { host, tls: { caCerts, serverName = host }, signal }: {
    readonly host: string;
    readonly tls: Tls;
    readonly signal: AbortSignal;
  },
): Promise<Deno.TlsConn> {
  const connection = await Deno.startTls(tcp, {
    hostname: serverName,
    caCerts: [...caCerts],
    alpnProtocols: ["http/1.1"],
  });
  return await shakeHands(connection, signal);
}

async function shakeHands(
  connection: Deno.TlsConn,
  signal: AbortSignal,
): Promise<Deno.TlsConn> {
  const close = () => connection.close();
  signal.addEventListener("abort", close, { once: true });
  try {
    // It may have been aborted before it was listened to.
    if (signal.aborted) close();
    await connection.handshake();
    return connection;
  } catch (error) {
    if (!signal.aborted) close();
    throw error;
  } finally {
    signal.removeEventListener("abort", close);
  }
}
