/**
 * The two messages of Flume's Thrift protocol in the compact encoding, `append` and `appendBatch`, whose events have a
 * body and headers. A Thrift library needs code that a compiler generates from the interface, which is larger than this.
 */

/** Struct, method and type numbers of the compact protocol. */
const PROTOCOL_ID = 0x82;
const CALL = 0x21;
const REPLY = 0x41;
const BINARY = 8;
const LIST = 9;
const MAP = 11;
const STRUCT = 12;
const I32 = 5;
const STOP = 0;

/** Longest list whose length stands in the byte of its type. */
const SHORT_LIST = 14;

/** Flume's `Status.OK`. */
const OK = 0;

const LINE_FEED = 10;

/** Grows as it is written. */
class Writer {
  #bytes = new Uint8Array(65_536);
  #length = 0;

  get bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  varint(value: number): void {
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.byte((rest & 0x7f) | 0x80);
    this.byte(rest);
  }

  binary(data: Uint8Array): void {
    this.varint(data.length);
    this.#reserve(data.length);
    this.#bytes.set(data, this.#length);
    this.#length += data.length;
  }

  #reserve(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#length + size));
    larger.set(this.bytes);
    this.#bytes = larger;
  }
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new RangeError("A message was cut");
    return value;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError("A number is too long");
  }

  binary(): Uint8Array {
    const length = this.varint();
    const start = this.#at;
    this.#at += length;
    if (this.#at > this.#bytes.length) throw new RangeError("A text was cut");
    return this.#bytes.subarray(start, this.#at);
  }

  expect(value: number, what: string): void {
    if (this.byte() === value) return;
    throw new TypeError(`Not a message of Flume: no ${what}`);
  }
}

/** Encodes `appendBatch`: an event for each body. */
export function toAppendBatch(sequence: number, bodies: readonly Uint8Array[]) {
  const writer = new Writer();
  writeHeader(writer, CALL, sequence, "appendBatch");
  writer.byte(0x10 | LIST);
  if (bodies.length <= SHORT_LIST) writer.byte((bodies.length << 4) | STRUCT);
  else {
    writer.byte(0xf0 | STRUCT);
    writer.varint(bodies.length);
  }
  for (const body of bodies) {
    // No headers.
    writer.byte(0x10 | MAP);
    writer.byte(0);
    writer.byte(0x10 | BINARY);
    writer.binary(body);
    writer.byte(STOP);
  }
  writer.byte(STOP);
  return writer.bytes;
}

/** Events that Flume sends. */
export interface Append {
  readonly method: string;
  readonly sequence: number;
  /** The bodies, each with a line feed. */
  readonly data: Uint8Array;
  /** Number of bodies. */
  readonly events: number;
}

/** Decodes `append` and `appendBatch`. Throws `TypeError` or `RangeError` for anything else. */
export function readAppend(frame: Uint8Array): Append {
  const reader = new Reader(frame);
  const { method, sequence } = readHeader(reader, CALL);
  const bodies: Uint8Array[] = [];
  if (method === "append") {
    reader.expect(0x10 | STRUCT, "event");
    bodies.push(readEvent(reader));
  } else {
    reader.expect(0x10 | LIST, "list");
    const head = reader.byte();
    const count = head >> 4 === 15 ? reader.varint() : head >> 4;
    for (let index = 0; index < count; index++) bodies.push(readEvent(reader));
  }
  return { method, sequence, data: join(bodies), events: bodies.length };
}

/** Encodes the reply `OK`. */
export function toReply({ method, sequence }: Append): Uint8Array {
  const writer = new Writer();
  writeHeader(writer, REPLY, sequence, method);
  // The result is field 0, which has the long form of a field's header.
  writer.byte(I32);
  writer.byte(0);
  writer.varint(OK << 1);
  writer.byte(STOP);
  return writer.bytes;
}

/** Returns the status of a reply: 0 for OK. Throws `TypeError` for an exception. */
export function readReply(frame: Uint8Array): number {
  const reader = new Reader(frame);
  readHeader(reader, REPLY);
  reader.expect(I32, "status");
  reader.expect(0, "status");
  return reader.varint() >> 1;
}

/** Cuts whole lines into bodies of up to `size` lines, each without its last line feed. */
export function toBodies(data: Uint8Array, size: number): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  for (let start = 0; start < data.length;) {
    let end = start;
    for (let lines = 0; lines < size && end < data.length; lines++) {
      end = data.indexOf(LINE_FEED, end) + 1;
    }
    bodies.push(data.subarray(start, end - 1));
    start = end;
  }
  return bodies;
}

function writeHeader(
  writer: Writer,
  type: number,
  sequence: number,
  method: string,
): void {
  writer.byte(PROTOCOL_ID);
  writer.byte(type);
  writer.varint(sequence);
  writer.binary(new TextEncoder().encode(method));
}

function readHeader(reader: Reader, type: number) {
  reader.expect(PROTOCOL_ID, "compact protocol");
  reader.expect(type, "message of this type");
  const sequence = reader.varint();
  const method = new TextDecoder().decode(reader.binary());
  return { method, sequence };
}

function readEvent(reader: Reader): Uint8Array {
  reader.expect(0x10 | MAP, "headers");
  const headers = reader.varint();
  if (headers > 0) reader.byte();
  for (let index = 0; index < 2 * headers; index++) reader.binary();
  reader.expect(0x10 | BINARY, "body");
  const body = reader.binary();
  reader.expect(STOP, "end of an event");
  return body;
}

function join(bodies: readonly Uint8Array[]): Uint8Array {
  const length = bodies.reduce((sum, body) => sum + body.length + 1, 0);
  const data = new Uint8Array(length);
  let at = 0;
  for (const body of bodies) {
    data.set(body, at);
    at += body.length;
    data[at++] = LINE_FEED;
  }
  return data;
}
