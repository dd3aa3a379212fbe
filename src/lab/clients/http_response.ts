/**
 * Parses HTTP/1.1 responses (RFC 9112) from the bytes of a connection; strict and with limits, as a node may send
 * anything.
 */
import { emptyBuffer, withRoom } from "./receive_buffer.ts";
import type { ResponseReader } from "./connection.ts";
import {
  checkSize,
  type Head,
  readHead,
  toSyntaxError,
} from "./http_response_head.ts";

export interface HttpResponse {
  readonly status: number;
  /** Valid until the next bytes are read. */
  readonly body: Uint8Array;
  /** True if the connection can take another request. */
  readonly reusable: boolean;
  /** Values of the headers `set-cookie`, as they came. */
  readonly cookies: readonly string[];
}

/** Limit of a status line with its headers, of interim responses before it, and of trailers after it. */
const MAX_HEAD_BYTES = 64 * 1024;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Limit of a head that is compared with the next one. */
const MAX_KNOWN_BYTES = 2048;
/** Limit of the line before a chunk. */
const MAX_LINE_BYTES = 1024;
const [CR, LF] = [13, 10];
const NO_BODY = new Uint8Array();
const latin1 = new TextDecoder("latin1");

/** Collects a response in one buffer, in which chunks are joined in place. */
export class HttpResponseReader implements ResponseReader<HttpResponse> {
  #buffer = emptyBuffer();
  /** Bytes received in the buffer. */
  #length = 0;
  /** Position of the parser. */
  #at = 0;
  #head: Head | null = null;
  /** Bytes of the last head, and what it says: most servers repeat it until the clock in it changes. */
  #knownBytes = new Uint8Array();
  #known: Head | null = null;
  /** Bytes of interim responses. */
  #interim = 0;
  #bodyStart = 0;
  #bodyEnd = 0;
  /** Bytes of the chunk being read; null between chunks. */
  #chunk: number | null = null;
  #trailersFrom = 0;

  get partial(): boolean {
    return this.#length > 0 || this.#interim > 0;
  }

  freeSpace(): Uint8Array<ArrayBuffer> {
    this.#buffer = withRoom(this.#buffer, this.#length);
    return this.#length === 0
      ? this.#buffer
      : this.#buffer.subarray(this.#length);
  }

  parse(length: number): HttpResponse | null {
    this.#length += length;
    while (this.#head === null) {
      const known = this.#startsAsKnown() ? this.#known : null;
      const end = known === null
        ? this.#findBlankLine(this.#at)
        : this.#knownBytes.length;
      if (end < 0) {
        checkSize("head", this.#interim + this.#length, MAX_HEAD_BYTES);
        this.#at = Math.max(0, this.#length - 3);
        return null;
      }
      checkSize("head", this.#interim + end, MAX_HEAD_BYTES);
      const head = known ?? this.#readHead(end);
      if (head.status >= 200) this.#beginBody(head, end);
      else this.#dropInterim(end);
    }
    return this.#readBody(this.#head);
  }

  end(): HttpResponse | null {
    if (this.#head?.framing !== "close") return null;
    this.#bodyEnd = this.#length;
    return this.#finish(this.#head, this.#length);
  }

  #readHead(end: number): Head {
    const head = readHead(latin1.decode(this.#buffer.subarray(0, end - 4)));
    if (end <= MAX_KNOWN_BYTES) {
      this.#knownBytes = this.#buffer.slice(0, end);
      this.#known = head;
    }
    return head;
  }

  /** Whether what was received begins with the bytes of the last head, which end in its blank line. */
  #startsAsKnown(): boolean {
    const [bytes, known] = [this.#buffer, this.#knownBytes];
    const { length } = known;
    if (length === 0 || this.#length < length) return false;
    for (let i = 0; i < length; i++) if (bytes[i] !== known[i]) return false;
    return true;
  }

  #dropInterim(end: number): void {
    this.#interim += end;
    this.#buffer.copyWithin(0, end, this.#length);
    this.#length -= end;
    this.#at = 0;
  }

  #beginBody(head: Head, end: number): void {
    if (head.framing === "length") {
      checkSize("body", head.length, MAX_BODY_BYTES);
    }
    this.#head = head;
    this.#bodyStart = this.#bodyEnd = this.#at = end;
  }

  #readBody(head: Head): HttpResponse | null {
    if (head.framing === "chunked") return this.#readChunks(head);
    if (head.framing === "close") {
      checkSize("body", this.#length - this.#bodyStart, MAX_BODY_BYTES);
      return null;
    }
    this.#bodyEnd = this.#bodyStart + head.length;
    return this.#length < this.#bodyEnd
      ? null
      : this.#finish(head, this.#bodyEnd);
  }

  #readChunks(head: Head): HttpResponse | null {
    for (;;) {
      if (this.#chunk === 0) return this.#readTrailers(head);
      if (this.#chunk === null && !this.#readChunkLine()) return null;
      if (this.#chunk === 0 || this.#chunk === null) continue;
      if (this.#length < this.#at + this.#chunk + 2) return null;
      const end = this.#at + this.#chunk;
      if (this.#buffer[end] !== CR || this.#buffer[end + 1] !== LF) {
        throw toSyntaxError("a chunk is longer than it says");
      }
      this.#buffer.copyWithin(this.#bodyEnd, this.#at, end);
      this.#bodyEnd += this.#chunk;
      this.#chunk = null;
      this.#at = end + 2;
    }
  }

  /** Reads the line with the length of the next chunk; false while it is incomplete. */
  #readChunkLine(): boolean {
    const end = this.#buffer.subarray(0, this.#length).indexOf(LF, this.#at);
    checkSize(
      "line",
      (end < 0 ? this.#length : end) - this.#at,
      MAX_LINE_BYTES,
    );
    if (end < 0) return false;
    const line = latin1.decode(this.#buffer.subarray(this.#at, end));
    const digits = /^([0-9a-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r$/i.exec(line)?.[1];
    if (digits === undefined) {
      throw toSyntaxError("a chunk does not say its length");
    }
    this.#chunk = parseInt(digits, 16);
    this.#at = end + 1;
    this.#trailersFrom = this.#at;
    checkSize(
      "body",
      this.#bodyEnd - this.#bodyStart + this.#chunk,
      MAX_BODY_BYTES,
    );
    return true;
  }

  #readTrailers(head: Head): HttpResponse | null {
    for (;;) {
      const end = this.#buffer.subarray(0, this.#length).indexOf(LF, this.#at);
      checkSize("trailers", this.#length - this.#trailersFrom, MAX_HEAD_BYTES);
      if (end < 0) return null;
      const empty = end === this.#at + 1 && this.#buffer[this.#at] === CR;
      this.#at = end + 1;
      if (empty) return this.#finish(head, this.#at);
    }
  }

  /** Returns the response and resets the parser. Bytes after the response belong to no request. */
  #finish({ status, reusable, cookies }: Head, end: number): HttpResponse {
    const response = {
      status,
      body: this.#bodyEnd === this.#bodyStart
        ? NO_BODY
        : this.#buffer.subarray(this.#bodyStart, this.#bodyEnd),
      reusable: reusable && this.#length === end,
      cookies,
    };
    this.#length = this.#at = this.#interim = 0;
    this.#head = this.#chunk = null;
    return response;
  }

  /** Returns the end of the head, past its blank line; -1 while it is incomplete. */
  #findBlankLine(from: number): number {
    const bytes = this.#buffer;
    for (let i = bytes.indexOf(LF, from + 3); i >= 0 && i < this.#length;) {
      if (
        bytes[i - 1] === CR && bytes[i - 2] === LF && bytes[i - 3] === CR
      ) return i + 1;
      i = bytes.indexOf(LF, i + 1);
    }
    return -1;
  }
}
