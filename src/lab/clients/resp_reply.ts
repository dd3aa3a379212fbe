/**
 * Replies of Redis to SET, GET and ASKING in the bytes of a connection: RESP2 without arrays
 * (redis.io/docs/latest/develop/reference/protocol-spec), strict, and with limits.
 */
import type { AnswerReader } from "./connection.ts";

/** An error is a reply too: it answers one command and leaves the connection as it was. */
export type Reply =
  | { readonly type: "status" | "error"; readonly text: string }
  | { readonly type: "integer"; readonly number: number }
  /** Valid until the next bytes are read. */
  | { readonly type: "bulk"; readonly value: Uint8Array }
  | { readonly type: "nil" };

/** Most bytes of a bulk string. */
const MOST_BULK = 64 * 1024 * 1024;
/** Most bytes of a line. */
const MOST_LINE = 64 * 1024;
const ROOM = 16 * 1024;
const [CR, LF] = [13, 10];
const decoder = new TextDecoder();

/** Collects a reply in one buffer. */
export class ReplyReader implements AnswerReader<Reply> {
  #buffer = new Uint8Array(ROOM);
  #have = 0;

  get begun(): boolean {
    return this.#have > 0;
  }

  room(): Uint8Array {
    if (this.#buffer.length - this.#have < ROOM / 2) {
      const larger = new Uint8Array(2 * this.#buffer.length);
      larger.set(this.#buffer.subarray(0, this.#have));
      this.#buffer = larger;
    }
    return this.#buffer.subarray(this.#have);
  }

  take(length: number): Reply | null {
    this.#have += length;
    const held = this.#buffer.subarray(0, this.#have);
    const lineEnd = held.indexOf(LF);
    if (lineEnd < 0) {
      if (held.length <= MOST_LINE) return null;
      throw broken(`a line has more than ${MOST_LINE} bytes`);
    }
    if (held[lineEnd - 1] !== CR) throw broken("a line does not end in CR LF");
    const line = decoder.decode(held.subarray(0, lineEnd - 1));
    return line[0] === "$"
      ? this.#readBulk(toInteger(line), lineEnd + 1)
      : this.#finish(readLine(line), lineEnd + 1);
  }

  end(): null {
    return null;
  }

  /** The bulk string of so many bytes that begins at `from`; null when it has not come whole. */
  #readBulk(length: number, from: number): Reply | null {
    if (length === -1) return this.#finish({ type: "nil" }, from);
    if (length < 0 || length > MOST_BULK) {
      throw broken(`a string cannot have ${length} bytes`);
    }
    const end = from + length;
    if (this.#have < end + 2) return null;
    if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
      throw broken("a string is longer than it says");
    }
    const value = this.#buffer.subarray(from, end);
    return this.#finish({ type: "bulk", value }, end + 2);
  }

  /** Gives the reply, and begins anew. */
  #finish(reply: Reply, end: number): Reply {
    if (this.#have > end) throw broken("more came than was asked for");
    this.#have = 0;
    return reply;
  }
}

function readLine(line: string): Reply {
  switch (line[0]) {
    case "+":
      return { type: "status", text: line.slice(1) };
    case "-":
      return { type: "error", text: line.slice(1) };
    case ":":
      return { type: "integer", number: toInteger(line) };
  }
  throw broken("it begins with none of + - : $");
}

/** The number behind the first character. */
function toInteger(line: string): number {
  if (/^.[+-]?\d{1,15}$/.test(line)) return Number(line.slice(1));
  throw broken("a number is none");
}

function broken(reason: string): SyntaxError {
  return new SyntaxError(`Cannot read a reply of Redis as ${reason}`);
}
