/** One connection to an HTTP/1.1 server that makes one attempt at a time: as `HttpExchange`, and without promises. */
import { type Attempt, TimedOutError, toAttempt } from "../clients/attempt.ts";
import { ClosedError, NoConnectionError } from "../clients/connection.ts";
import {
  type HttpResponse,
  HttpResponseReader,
} from "../clients/http_response.ts";
import { describeError, readErrno } from "./libc.ts";
import {
  ENDED,
  FAILED,
  READABLE,
  type SocketHandler,
  type SocketPoll,
  WRITABLE,
} from "./socket_poll.ts";
import {
  beginConnect,
  openSocket,
  receiveSome,
  sendSome,
  takeSocketError,
} from "./tcp_socket.ts";

/** Whose attempts an exchange makes. */
export interface ExchangeOwner {
  /** Returns what a response means, whose bytes are valid during the call only. What it throws is a failure. */
  classify(response: HttpResponse): Attempt;
  /** Gets an attempt that has ended; may send the next at once. */
  onAttempt(attempt: Attempt): void;
}

export interface PolledExchangeOptions {
  readonly poll: SocketPoll;
  /** Result of `findSocketAddress()`. */
  readonly address: Uint8Array<ArrayBuffer>;
  /** Timeout of an attempt in seconds, including connecting; the connection is dropped when it passes. */
  readonly timeout: number;
  readonly owner: ExchangeOwner;
}

/** Keeps one connection; reconnects after an error, and after the server has closed it. Never retries. */
export class PolledExchange implements SocketHandler, Disposable {
  deadline = Infinity;
  readonly #options: PolledExchangeOptions;
  /** Its number among the handlers of the poll. */
  readonly #handler: number;
  #reader = new HttpResponseReader();
  /** Null without a connection. */
  #socket: number | null = null;
  #connecting = false;
  /** What the poll waits for. */
  #events = 0;
  /** The request in flight, and how many bytes of it were sent. */
  #request: Uint8Array<ArrayBuffer> | null = null;
  #sent = 0;

  constructor(options: PolledExchangeOptions) {
    this.#options = options;
    this.#handler = options.poll.add(this);
  }

  /**
   * Sends a request, at `now` in ms of `performance.now()`. Its bytes must not change until the attempt has ended,
   * which is never during the call.
   */
  send(request: Uint8Array<ArrayBuffer>, now: number): void {
    const { poll, timeout } = this.#options;
    this.#request = request;
    this.#sent = 0;
    this.deadline = now + 1000 * timeout;
    poll.noteDeadline(this.deadline);
    if (this.#socket === null) this.#connect();
    else this.#write(this.#socket);
  }

  /** Closes the connection, between attempts. */
  [Symbol.dispose](): void {
    this.#close();
  }

  onReady(events: number): void {
    const socket = this.#socket;
    if (socket === null) return;
    if (this.#connecting) return this.#endConnect(socket, events);
    if ((events & WRITABLE) !== 0) this.#write(socket);
    if ((events & ~WRITABLE) !== 0) this.#read(socket, events);
  }

  onDeadline(): void {
    this.#drop(new TimedOutError(this.#options.timeout));
  }

  #connect(): void {
    const { poll, address } = this.#options;
    const socket = openSocket(poll.libc);
    if (socket < 0) return this.#failLater(readErrno(poll.libc));
    this.#socket = socket;
    this.#connecting = true;
    this.#reader = new HttpResponseReader();
    const error = beginConnect(poll.libc, socket, address);
    if (error !== 0) return this.#failLater(error);
    this.#events = WRITABLE;
    poll.watch(this.#handler, socket, WRITABLE);
  }

  #failLater(errno: number): void {
    const { poll } = this.#options;
    const error = new NoConnectionError(describeError(poll.libc, errno));
    poll.later(() => this.#drop(error));
  }

  #endConnect(socket: number, events: number): void {
    const { libc } = this.#options.poll;
    const errno = takeSocketError(libc, socket);
    if (errno !== 0 || (events & FAILED) !== 0) {
      const reason = errno === 0
        ? "the connection was not made"
        : describeError(libc, errno);
      return this.#drop(new NoConnectionError(reason));
    }
    this.#connecting = false;
    this.#write(socket);
  }

  /** Sends what the socket takes of the request, and the rest once it takes more. */
  #write(socket: number): void {
    const request = this.#request;
    const { libc } = this.#options.poll;
    while (request !== null && this.#sent < request.length) {
      const sent = sendSome(
        libc,
        socket,
        this.#sent === 0 ? request : request.subarray(this.#sent),
      );
      // A peer that closes before it has read the whole request may have responded: reading finds out.
      if (sent < 0) break;
      this.#sent += sent;
    }
    const unsent = request !== null && this.#sent < request.length;
    this.#waitFor(socket, unsent ? READABLE | WRITABLE : READABLE);
  }

  #waitFor(socket: number, events: number): void {
    if (this.#events === events) return;
    this.#events = events;
    this.#options.poll.change(this.#handler, socket, events);
  }

  #read(socket: number, events: number): void {
    const { libc } = this.#options.poll;
    for (;;) {
      const room = this.#reader.freeSpace();
      const length = receiveSome(libc, socket, room);
      if (length < 0 && (events & FAILED) === 0) return;
      // The end, or a reset, between two requests, or unsolicited bytes, which belong to none.
      if (this.#request === null || length < 0) {
        return this.#drop(new ClosedError(this.#reader));
      }
      const response = this.#parse(length);
      if (response instanceof Error) return this.#drop(response);
      if (response !== null) {
        const ended = length === 0 || (events & ENDED) !== 0;
        return this.#finish(response, ended);
      }
      if (length === 0) return this.#drop(new ClosedError(this.#reader));
      if (length < room.length) return;
    }
  }

  /** Parses what was received, 0 bytes at the end. Returns a response once it is complete, or why it is malformed. */
  #parse(length: number): HttpResponse | SyntaxError | null {
    try {
      return length === 0 ? this.#reader.end() : this.#reader.parse(length);
    } catch (error) {
      return error as SyntaxError;
    }
  }

  #finish(response: HttpResponse, ended: boolean): void {
    // The peer would take the unsent rest of this request for the next one.
    const unsent = this.#sent < (this.#request?.length ?? 0);
    if (ended || unsent || !response.reusable) this.#close();
    this.#end(this.#classify(response));
  }

  #classify(response: HttpResponse): Attempt {
    try {
      return this.#options.owner.classify(response);
    } catch (error) {
      return toAttempt(error as Error);
    }
  }

  #drop(reason: Error): void {
    this.#close();
    if (this.#request !== null) this.#end(toAttempt(reason));
  }

  #end(attempt: Attempt): void {
    this.#request = null;
    this.deadline = Infinity;
    this.#options.owner.onAttempt(attempt);
  }

  #close(): void {
    if (this.#socket !== null) this.#options.poll.close(this.#socket);
    this.#socket = null;
    this.#connecting = false;
  }
}
