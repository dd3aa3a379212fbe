/** Answers of HTTP/1.1 (RFC 9112) in the bytes of a connection: strict, and with limits, as a node may send anything. */
import type { AnswerReader } from "./connection.ts";
import { broken, type Head, limit, readHead } from "./http_response_head.ts";

export interface HttpAnswer {
  readonly status: number;
  /** Valid until the next bytes are read. */
  readonly body: Uint8Array;
  /** Whether the connection takes another request. */
  readonly reusable: boolean;
}

/** Most bytes of a status line with its headers, of interim answers before it, or of trailers after it. */
const MOST_HEAD = 64 * 1024;
/** Most bytes of a body. */
const MOST_BODY = 64 * 1024 * 1024;
/** Most bytes of the line before a chunk. */
const MOST_LINE = 1024;
const ROOM = 16 * 1024;
const [CR, LF] = [13, 10];
const latin1 = new TextDecoder("latin1");

/** Collects an answer in one buffer; chunks are moved together in it. */
export class HttpAnswerReader implements AnswerReader<HttpAnswer> {
  #buffer = new Uint8Array(ROOM);
  #have = 0;
  /** Where the search for what comes next goes on. */
  #at = 0;
  #head: Head | null = null;
  /** Bytes of interim answers. */
  #interim = 0;
  #bodyStart = 0;
  #bodyEnd = 0;
  /** Bytes of the chunk that is being read; null between chunks. */
  #chunk: number | null = null;
  #trailersFrom = 0;

  get begun(): boolean {
    return this.#have > 0 || this.#interim > 0;
  }

  room(): Uint8Array {
    if (this.#buffer.length - this.#have < ROOM / 2) {
      const larger = new Uint8Array(2 * this.#buffer.length);
      larger.set(this.#buffer.subarray(0, this.#have));
      this.#buffer = larger;
    }
    return this.#buffer.subarray(this.#have);
  }

  take(length: number): HttpAnswer | null {
    this.#have += length;
    while (this.#head === null) {
      const end = this.#findBlankLine(this.#at);
      if (end < 0) {
        limit("head", this.#interim + this.#have, MOST_HEAD);
        this.#at = Math.max(0, this.#have - 3);
        return null;
      }
      limit("head", this.#interim + end, MOST_HEAD);
      const head = readHead(latin1.decode(this.#buffer.subarray(0, end - 4)));
      if (head.status >= 200) this.#beginBody(head, end);
      else this.#drop(end);
    }
    return this.#readBody(this.#head);
  }

  end(): HttpAnswer | null {
    if (this.#head?.framing !== "close") return null;
    this.#bodyEnd = this.#have;
    return this.#finish(this.#head, this.#have);
  }

  /** Forgets an interim answer. */
  #drop(end: number): void {
    this.#interim += end;
    this.#buffer.copyWithin(0, end, this.#have);
    this.#have -= end;
    this.#at = 0;
  }

  #beginBody(head: Head, end: number): void {
    if (head.framing === "length") limit("body", head.length, MOST_BODY);
    this.#head = head;
    this.#bodyStart = this.#bodyEnd = this.#at = end;
  }

  #readBody(head: Head): HttpAnswer | null {
    if (head.framing === "chunked") return this.#readChunks(head);
    if (head.framing === "close") {
      limit("body", this.#have - this.#bodyStart, MOST_BODY);
      return null;
    }
    this.#bodyEnd = this.#bodyStart + head.length;
    return this.#have < this.#bodyEnd
      ? null
      : this.#finish(head, this.#bodyEnd);
  }

  #readChunks(head: Head): HttpAnswer | null {
    for (;;) {
      if (this.#chunk === 0) return this.#readTrailers(head);
      if (this.#chunk === null && !this.#readChunkLine()) return null;
      if (this.#chunk === 0 || this.#chunk === null) continue;
      if (this.#have < this.#at + this.#chunk + 2) return null;
      const end = this.#at + this.#chunk;
      if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
        throw broken("a chunk is longer than it says");
      }
      this.#buffer.copyWithin(this.#bodyEnd, this.#at, end);
      this.#bodyEnd += this.#chunk;
      this.#chunk = null;
      this.#at = end + 2;
    }
  }

  /** Reads the line that says how long the next chunk is; false when it has not come whole. */
  #readChunkLine(): boolean {
    const end = this.#buffer.subarray(0, this.#have).indexOf(LF, this.#at);
    limit("line", (end < 0 ? this.#have : end) - this.#at, MOST_LINE);
    if (end < 0) return false;
    const line = latin1.decode(this.#buffer.subarray(this.#at, end));
    const digits = /^([0-9a-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r$/i.exec(line)?.[1];
    if (digits === undefined) throw broken("a chunk does not say its length");
    this.#chunk = parseInt(digits, 16);
    this.#at = end + 1;
    this.#trailersFrom = this.#at;
    limit("body", this.#bodyEnd - this.#bodyStart + this.#chunk, MOST_BODY);
    return true;
  }

  #readTrailers(head: Head): HttpAnswer | null {
    for (;;) {
      const end = this.#buffer.subarray(0, this.#have).indexOf(LF, this.#at);
      limit("trailers", this.#have - this.#trailersFrom, MOST_HEAD);
      if (end < 0) return null;
      const empty = end === this.#at + 1 && this.#buffer[this.#at] === CR;
      this.#at = end + 1;
      if (empty) return this.#finish(head, this.#at);
    }
  }

  /** Gives the answer, and begins anew. What came after it belongs to no request. */
  #finish({ status, reusable }: Head, end: number): HttpAnswer {
    const answer = {
      status,
      body: this.#buffer.subarray(this.#bodyStart, this.#bodyEnd),
      reusable: reusable && this.#have === end,
    };
    this.#have = this.#at = this.#interim = 0;
    this.#head = this.#chunk = null;
    return answer;
  }

  /** Where the head ends, past its blank line; -1 when it has not come whole. */
  #findBlankLine(from: number): number {
    const bytes = this.#buffer;
    for (let i = bytes.indexOf(LF, from + 3); i >= 0 && i < this.#have;) {
      if (
        bytes[i - 1] === CR && bytes[i - 2] === LF && bytes[i - 3] === CR
      ) return i + 1;
      i = bytes.indexOf(LF, i + 1);
    }
    return -1;
  }
}
