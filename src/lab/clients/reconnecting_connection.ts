/** A connection to one node that is made when it is needed, and again when it was lost. */
import {
  type AnswerReader,
  Connection,
  NoConnectionError,
} from "./connection.ts";

/** Where a node is reached. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** One connection at a time; drop it when it is not needed any more. */
export class Link<Answer> {
  readonly #address: Address;
  readonly #toReader: () => AnswerReader<Answer>;
  #connection: Connection<Answer> | null = null;
  #connecting: AbortController | null = null;

  constructor(address: Address, toReader: () => AnswerReader<Answer>) {
    this.#address = address;
    this.#toReader = toReader;
  }

  /**
   * Sends one request as `Connection.send` does, and throws what it throws. Connects first if need be: throws
   * `NoConnectionError` where that fails.
   */
  send<Result>(
    request: Uint8Array,
    judge: (answer: Answer) => Result,
  ): Promise<Result> {
    const connection = this.#connection;
    if (connection?.usable) return connection.send(request, judge);
    return this.#connect().then((connection) =>
      connection.send(request, judge)
    );
  }

  /** Ends the connection; what is under way throws `reason`. */
  drop(reason?: Error): void {
    this.#connecting?.abort(reason);
    this.#connection?.close(reason);
    this.#connection = null;
  }

  async #connect(): Promise<Connection<Answer>> {
    const abort = new AbortController();
    this.#connecting = abort;
    const { signal } = abort;
    try {
      const connection = await Connection.open(this.#address, {
        reader: this.#toReader(),
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
