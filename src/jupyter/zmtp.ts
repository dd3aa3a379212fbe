/**
 * Implements a ZMTP 3.0 client with the NULL mechanism over TCP, the protocol of Jupyter's sockets.
 *
 * Protocol: https://rfc.zeromq.org/spec/23/. Written by hand because native ZeroMQ bindings lose messages inside Deno.
 */

/** ZeroMQ socket type that this client announces. */
export type SocketType = "DEALER" | "SUB";

/** Bytes that are asked for at once. */
const CHUNK_BYTES = 65_536;

const MORE = 0x01;
const LONG = 0x02;
const COMMAND = 0x04;

/** Thrown for a frame above the size limit; nothing after it can be read. */
export class FrameTooLargeError extends RangeError {
  override name = "FrameTooLargeError";
  /** Announced size in bytes. */
  readonly size: number;

  constructor(size: number) {
    super(`Cannot read a frame as it is too large: ${size} bytes`);
    this.size = size;
  }
}

/** Connected socket; messages are lists of frames. */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #maxFrameBytes: number;
  /** What arrives, until it is copied: a new one for each of many small messages would be most of all memory. */
  readonly #chunk = new Uint8Array(CHUNK_BYTES);
  #unread: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #written: Promise<unknown> = Promise.resolve();

  private constructor(connection: Deno.TcpConn, maxFrameBytes: number) {
    this.#connection = connection;
    this.#maxFrameBytes = maxFrameBytes;
  }

  /**
   * Connects and performs the handshake. Throws the errors of `Deno.connect`, and `TypeError` if the peer is not ZMTP
   * 3.
   */
  static async connect(
    port: number,
    type: SocketType,
    { maxFrameBytes = 64_000_000 }: { maxFrameBytes?: number } = {},
  ): Promise<ZmtpSocket> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay(true);
    const socket = new ZmtpSocket(connection, maxFrameBytes);
    try {
      await socket.#handshake(type);
    } catch (error) {
      connection.close();
      throw error;
    }
    return socket;
  }

  async #handshake(type: SocketType): Promise<void> {
    const greeting = new Uint8Array(64);
    greeting.set([0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0x7f, 3, 0]);
    greeting.set(new TextEncoder().encode("NULL"), 12);
    await this.#write(greeting);
    const reply = await this.#read(64);
    if (reply[0] !== 0xff || reply[9] !== 0x7f || (reply[10] ?? 0) < 3) {
      throw new TypeError(
        "Cannot connect to the kernel as its greeting is not ZMTP 3",
      );
    }
    await this.#write(
      toFrame(toReady(type), COMMAND),
    );
    await this.#readFrame();
    // The byte 1 with an empty prefix subscribes to all messages.
    if (type === "SUB") await this.send([Uint8Array.of(1)]);
  }

  /** Sends one message; messages of concurrent callers are not interleaved. */
  async send(frames: readonly Uint8Array[]): Promise<void> {
    const parts = frames.map((frame, index) =>
      toFrame(frame, index < frames.length - 1 ? MORE : 0)
    );
    await this.#write(concat(parts));
  }

  /** Receives the next message. Throws `UnexpectedEof` if the peer has closed. */
  async receive(): Promise<Uint8Array[]> {
    const frames: Uint8Array[] = [];
    while (true) {
      const { flags, body } = await this.#readFrame();
      if (flags & COMMAND) continue;
      frames.push(body);
      if (!(flags & MORE)) return frames;
    }
  }

  async #readFrame(): Promise<{ flags: number; body: Uint8Array }> {
    const [flags = 0] = await this.#read(1);
    if (flags & ~(MORE | LONG | COMMAND)) {
      throw new TypeError(
        `Cannot read the kernel's frames as this is not a flag byte: ${flags}`,
      );
    }
    const length = await this.#read(flags & LONG ? 8 : 1);
    const size = flags & LONG
      ? Number(new DataView(length.buffer).getBigUint64(length.byteOffset))
      : length[0] ?? 0;
    if (size > this.#maxFrameBytes) throw new FrameTooLargeError(size);
    return { flags, body: await this.#read(size) };
  }

  async #read(size: number): Promise<Uint8Array<ArrayBuffer>> {
    const chunks = [this.#unread];
    let received = this.#unread.length;
    while (received < size) {
      const count = await this.#connection.read(this.#chunk);
      if (count === null) {
        throw new Deno.errors.UnexpectedEof("The kernel closed the connection");
      }
      chunks.push(this.#chunk.slice(0, count));
      received += count;
    }
    const all = chunks.length === 1 ? this.#unread : concat(chunks);
    this.#unread = all.subarray(size);
    return all.subarray(0, size);
  }

  #write(bytes: Uint8Array): Promise<void> {
    const write = this.#written.then(async () => {
      let rest = bytes;
      while (rest.length > 0) {
        rest = rest.subarray(await this.#connection.write(rest));
      }
    });
    // The caller sees the failure; the next writer only waits for the end of this write.
    this.#written = write.catch(() => {});
    return write;
  }

  [Symbol.dispose](): void {
    try {
      this.#connection.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
}

function toReady(type: SocketType): Uint8Array {
  const encoder = new TextEncoder();
  const name = encoder.encode("Socket-Type");
  const value = encoder.encode(type);
  return concat([
    Uint8Array.of(5),
    encoder.encode("READY"),
    Uint8Array.of(name.length),
    name,
    Uint8Array.of(0, 0, 0, value.length),
    value,
  ]);
}

function toFrame(body: Uint8Array, flags: number): Uint8Array {
  if (body.length < 256) {
    return concat([Uint8Array.of(flags, body.length), body]);
  }
  const head = new Uint8Array(9);
  head[0] = flags | LONG;
  new DataView(head.buffer).setBigUint64(1, BigInt(body.length));
  return concat([head, body]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(
    parts.reduce((total, part) => total + part.length, 0),
  );
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
