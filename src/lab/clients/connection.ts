/** One TCP connection that takes a request at a time and tells when the other side ends it, also between requests. */

/** Finds answers in the bytes that come; one a connection. */
export interface AnswerReader<Answer> {
  /** Where the next bytes go; never empty. */
  room(): Uint8Array;
  /** Takes the bytes now in `room`; returns an answer once it is whole. Throws SyntaxError for what is none. */
  take(length: number): Answer | null;
  /** Takes that no more will come; returns an answer that lasts until the end. */
  end(): Answer | null;
  /** Whether part of an answer has come. */
  readonly begun: boolean;
}

/** No connection could be made. */
export class NoConnectionError extends Error {
  override readonly name = "NoConnectionError";
}

/** A connection ended before a request was answered. */
export class ClosedError extends Error {
  override readonly name = "ClosedError";
  /** Whether part of an answer had come. */
  readonly begun: boolean;

  constructor(begun: boolean) {
    super(
      begun
        ? "the connection was closed in the middle of an answer"
        : "the connection was closed before an answer",
    );
    this.begun = begun;
  }
}

interface Exchange<Answer> {
  readonly answered: (answer: Answer) => void;
  readonly failed: (error: Error) => void;
}

/** Close it when it is not `usable` any more; its time-outs are its owner's. */
export class Connection<Answer> {
  readonly #tcp: Deno.TcpConn;
  readonly #reader: AnswerReader<Answer>;
  #exchange: Exchange<Answer> | null = null;
  #writing = false;
  #closed = false;

  private constructor(tcp: Deno.TcpConn, reader: AnswerReader<Answer>) {
    this.#tcp = tcp;
    this.#reader = reader;
    this.#readAll();
  }

  /** Throws what `Deno.connect` throws. */
  static async open<Answer>(
    { host, port }: { readonly host: string; readonly port: number },
    { reader, signal }: {
      readonly reader: AnswerReader<Answer>;
      readonly signal: AbortSignal;
    },
  ): Promise<Connection<Answer>> {
    const tcp = await Deno.connect({ hostname: host, port, signal });
    tcp.setNoDelay(true);
    return new Connection(tcp, reader);
  }

  /** False once either side has ended it. */
  get usable(): boolean {
    return !this.#closed;
  }

  /**
   * Sends a request, whose bytes must stay as they are until it is answered, and gives its answer to `judge` at once, as the
   * answer's bytes are used again. Throws `ClosedError`, and SyntaxError for an answer that is none.
   */
  send<Result>(
    request: Uint8Array,
    judge: (answer: Answer) => Result,
  ): Promise<Result> {
    return new Promise((resolve, failed) => {
      this.#exchange = {
        answered(answer) {
          try {
            resolve(judge(answer));
          } catch (error) {
            failed(error);
          }
        },
        failed,
      };
      this.#write(request);
    });
  }

  /** Ends it; a request under way fails with `reason`. */
  close(reason: Error = new ClosedError(this.#reader.begun)): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#tcp.close();
    }
    const exchange = this.#exchange;
    this.#exchange = null;
    exchange?.failed(reason);
  }

  async #write(request: Uint8Array): Promise<void> {
    this.#writing = true;
    try {
      for (let at = 0; at < request.length;) {
        at += await this.#tcp.write(at === 0 ? request : request.subarray(at));
      }
      this.#writing = false;
    } catch {
      // Whoever closes before it has read all may have answered: reading will tell.
    }
  }

  /** Reads as long as it is open: only so is an end between requests known before the next is sent. */
  async #readAll(): Promise<void> {
    try {
      for (;;) {
        const length = await this.#tcp.read(this.#reader.room());
        // What comes unasked can belong to no request.
        if (this.#exchange === null) break;
        const answer = length === null
          ? this.#reader.end()
          : this.#reader.take(length);
        if (answer !== null) this.#answer(answer);
        if (length === null || this.#closed) break;
      }
      this.close();
    } catch (error) {
      if (error instanceof SyntaxError) this.close(error);
      // A reset, or our own close, which has told already.
      else this.close();
    }
  }

  #answer(answer: Answer): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    // The rest of a request that is answered already would be taken for the next.
    if (this.#writing) this.close();
    exchange?.answered(answer);
  }
}
