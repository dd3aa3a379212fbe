/** Waits for many sockets of one thread at once, by epoll (epoll(7) of Linux), without giving way to other tasks. */
import { type Libc, type LibcLibrary, openLibc } from "./libc.ts";

/** The peer sends nothing more, `EPOLLRDHUP`. */
export const ENDED = 0x2000;
/** There is something to receive, or the end: `EPOLLIN`. */
export const READABLE = 0x1 | ENDED;
/** Something can be sent, or the socket is connected: `EPOLLOUT`. */
export const WRITABLE = 0x4;
/** `EPOLLERR` or `EPOLLHUP`, which are always waited for. */
export const FAILED = 0x8 | 0x10;

const [EPOLL_CTL_ADD, EPOLL_CTL_DEL, EPOLL_CTL_MOD] = [1, 2, 3];
const EPOLL_CLOEXEC = 0x80000;
/** Few enough that what is due in the meantime is not sent late. */
const MAX_EVENTS = 64;
const MAX_WAIT_MS = 999;

/** Words of 32 bits in an event, and which of them is its data: it is packed on x86-64 alone. */
const isPacked = Deno.build.arch === "x86_64";
const EVENT_WORDS = isPacked ? 3 : 4;
const DATA_WORD = isPacked ? 1 : 2;

/** What waits for a socket. */
export interface SocketHandler {
  /** Called when its socket is ready, with the bits above. */
  onReady(events: number): void;
  /** In ms of `performance.now()`; Infinity for none. */
  readonly deadline: number;
  /** Called once its deadline has passed, which it must change. */
  onDeadline(): void;
}

/** Sockets that are waited for; closing it closes none of them. */
export class SocketPoll implements Disposable {
  readonly libc: Libc;
  readonly #library: LibcLibrary;
  readonly #epoll: number;
  readonly #event = new Uint32Array(EVENT_WORDS);
  readonly #events = new Uint32Array(MAX_EVENTS * EVENT_WORDS);
  /** Seconds and nanoseconds, each of 64 bits. */
  readonly #time = new Uint32Array(4);
  readonly #handlers: SocketHandler[] = [];
  #later: (() => void)[] = [];
  /** No deadline is before it. */
  #earliest = Infinity;

  private constructor(library: LibcLibrary, epoll: number) {
    this.libc = library.symbols;
    this.#library = library;
    this.#epoll = epoll;
  }

  /** Returns null where this system, or the right to call its C library, lacks what is needed. */
  static open(): SocketPoll | null {
    const library = openLibc();
    if (library === null) return null;
    const poll = new SocketPoll(
      library,
      library.symbols.epoll_create1(EPOLL_CLOEXEC),
    );
    // A kernel before 5.11 has the function of the library, and not the call behind it.
    if (poll.#epoll >= 0 && poll.#wait(0) >= 0) return poll;
    poll[Symbol.dispose]();
    return null;
  }

  /** Adds a handler, and returns its number here, which names it to the other functions. */
  add(handler: SocketHandler): number {
    return this.#handlers.push(handler) - 1;
  }

  /** Waits for a new socket of a handler, until it is closed. */
  watch(handler: number, socket: number, events: number): void {
    this.#control(EPOLL_CTL_ADD, { handler, socket, events });
  }

  /** Changes what a socket is waited for. */
  change(handler: number, socket: number, events: number): void {
    this.#control(EPOLL_CTL_MOD, { handler, socket, events });
  }

  /** Closes a socket, whether or not it is waited for. */
  close(socket: number): void {
    // A process that is being started has a copy of it for a moment, with which epoll would go on.
    this.#control(EPOLL_CTL_DEL, { handler: 0, socket, events: 0 });
    this.libc.close(socket);
  }

  /** Must be told of every deadline of a handler, when it is set. */
  noteDeadline(deadline: number): void {
    if (deadline < this.#earliest) this.#earliest = deadline;
  }

  /** Has `settle()` call `act` the next time. */
  later(act: () => void): void {
    this.#later.push(act);
  }

  /** Does what was left for later, and calls the handlers whose deadline has passed at `now`. */
  settle(now: number): void {
    if (this.#later.length > 0) {
      const acts = this.#later;
      this.#later = [];
      for (const act of acts) act();
    }
    if (now >= this.#earliest) this.#expire(now);
  }

  /**
   * Waits until a moment of `performance.now()`, a deadline, or a socket that is ready, and not at all if something is left
   * for later; calls the handlers of sockets.
   */
  turn(until: number): void {
    const left = Math.min(until, this.#earliest) - performance.now();
    const count = this.#wait(this.#later.length > 0 ? 0 : left);
    for (let i = 0; i < count * EVENT_WORDS; i += EVENT_WORDS) {
      const handler = this.#handlers[this.#events[i + DATA_WORD]!];
      handler?.onReady(this.#events[i]!);
    }
  }

  [Symbol.dispose](): void {
    if (this.#epoll >= 0) this.libc.close(this.#epoll);
    this.#library.close();
  }

  /** Returns the number of events; below 0 if it could not wait, as when a signal came. */
  #wait(milliseconds: number): number {
    const ms = Math.min(Math.max(0, milliseconds), MAX_WAIT_MS);
    this.#time[2] = Math.floor(ms * 1e6);
    return this.libc.epoll_pwait2(
      this.#epoll,
      this.#events,
      MAX_EVENTS,
      this.#time,
      null,
    );
  }

  #control(
    operation: number,
    { handler, socket, events }: {
      readonly handler: number;
      readonly socket: number;
      readonly events: number;
    },
  ): void {
    this.#event[0] = events;
    this.#event[DATA_WORD] = handler;
    this.libc.epoll_ctl(this.#epoll, operation, socket, this.#event);
  }

  #expire(now: number): void {
    this.#earliest = Infinity;
    for (const handler of this.#handlers) {
      if (handler.deadline <= now) handler.onDeadline();
      this.noteDeadline(handler.deadline);
    }
  }
}
