/**
 * Parses the replies of Redis to SET, GET and ASKING from the bytes of a connection: RESP2 without arrays
 * (redis.io/docs/latest/develop/reference/protocol-spec); strict and with limits.
 */
import { emptyBuffer, withRoom } from "./receive_buffer.ts";
import type { ResponseReader } from "./connection.ts";

/** A reply; an error is one too, as it leaves the connection usable. */
export type Reply =
  | { readonly type: "status" | "error"; readonly text: string }
  | { readonly type: "integer"; readonly number: number }
  /** Valid until the next bytes are read. */
  | { readonly type: "bulk"; readonly value: Uint8Array }
  | { readonly type: "nil" };

const MAX_BULK_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 64 * 1024;
const [CR, LF] = [13, 10];
const decoder = new TextDecoder();

/** Collects a reply in one buffer. */
export class ReplyReader implements ResponseReader<Reply> {
  #buffer = emptyBuffer();
  #length = 0;

  get partial(): boolean {
    return this.#length > 0;
  }

  freeSpace(): Uint8Array {
    this.#buffer = withRoom(this.#buffer, this.#length);
    return this.#buffer.subarray(this.#length);
  }

  parse(length: number): Reply | null {
    this.#length += length;
    const received = this.#buffer.subarray(0, this.#length);
    const lineEnd = received.indexOf(LF);
    if (lineEnd < 0) {
      if (received.length <= MAX_LINE_BYTES) return null;
      throw toSyntaxError(`a line has more than ${MAX_LINE_BYTES} bytes`);
    }
    if (received[lineEnd - 1] !== CR) {
      throw toSyntaxError("a line does not end in CR LF");
    }
    const line = decoder.decode(received.subarray(0, lineEnd - 1));
    return line[0] === "$"
      ? this.#readBulk(toInteger(line), lineEnd + 1)
      : this.#finish(parseLine(line), lineEnd + 1);
  }

  end(): null {
    return null;
  }

  /** Returns the bulk string of `length` bytes that begins at `from`; null while it is incomplete. */
  #readBulk(length: number, from: number): Reply | null {
    if (length === -1) return this.#finish({ type: "nil" }, from);
    if (length < 0 || length > MAX_BULK_BYTES) {
      throw toSyntaxError(`a string cannot have ${length} bytes`);
    }
    const end = from + length;
    if (this.#length < end + 2) return null;
    if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
      throw toSyntaxError("a string is longer than it says");
    }
    const value = this.#buffer.subarray(from, end);
    return this.#finish({ type: "bulk", value }, end + 2);
  }

  /** Returns the reply and resets the parser. */
  #finish(reply: Reply, end: number): Reply {
    if (this.#length > end) throw toSyntaxError("more came than was asked for");
    this.#length = 0;
    return reply;
  }
}

function parseLine(line: string): Reply {
  switch (line[0]) {
    case "+":
      return { type: "status", text: line.slice(1) };
    case "-":
      return { type: "error", text: line.slice(1) };
    case ":":
      return { type: "integer", number: toInteger(line) };
  }
  throw toSyntaxError("it begins with none of + - : $");
}

/** Parses the number after the first character. */
function toInteger(line: string): number {
  if (/^.[+-]?\d{1,15}$/.test(line)) return Number(line.slice(1));
  throw toSyntaxError("a number is none");
}

function toSyntaxError(reason: string): SyntaxError {
  return new SyntaxError(`Cannot read a reply of Redis as ${reason}`);
}
