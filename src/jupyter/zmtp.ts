/**
 * ZMTP 3.0 with the NULL mechanism, as a client over TCP: what Jupyter's sockets speak.
 *
 * The protocol: https://rfc.zeromq.org/spec/23/. Written by hand because native ZeroMQ bindings miss messages inside Deno.
 */

/** Which kind of ZeroMQ socket we are to the other side. */
export type SocketType = "DEALER" | "SUB";

const MORE = 0x01;
const LONG = 0x02;
const COMMAND = 0x04;

/** A frame announced larger than we accept; nothing after it can be read. */
export class FrameTooLargeError extends RangeError {
  override name = "FrameTooLargeError";
  /** Bytes announced. */
  readonly size: number;

  constructor(size: number) {
    super(`Cannot read a frame as it is too large: ${size} bytes`);
    this.size = size;
  }
}

/** One connected socket; messages are lists of frames. */
export class ZmtpSocket implements Disposable {
  readonly #connection: Deno.TcpConn;
  readonly #maxFrameBytes: number;
  #unread: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #written: Promise<unknown> = Promise.resolve();

  private constructor(connection: Deno.TcpConn, maxFrameBytes: number) {
    this.#connection = connection;
    this.#maxFrameBytes = maxFrameBytes;
  }

  /** Connects and shakes hands. Throws what `Deno.connect` throws, and TypeError when the other side is no ZMTP 3 peer. */
  static async connect(
    port: number,
    type: SocketType,
    { maxFrameBytes = 64_000_000 }: { maxFrameBytes?: number } = {},
  ): Promise<ZmtpSocket> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
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
    const answer = await this.#read(64);
    if (answer[0] !== 0xff || answer[9] !== 0x7f || (answer[10] ?? 0) < 3) {
      throw new TypeError(
        "Cannot talk to the kernel as its greeting is not ZMTP 3",
      );
    }
    await this.#write(
      toFrame(toReady(type), COMMAND),
    );
    await this.#readFrame();
    // A subscription to everything is a message of the byte 1 and an empty prefix.
    if (type === "SUB") await this.send([Uint8Array.of(1)]);
  }

  /** Sends one message; messages of concurrent callers are not interleaved. */
  async send(frames: readonly Uint8Array[]): Promise<void> {
    const parts = frames.map((frame, index) =>
      toFrame(frame, index < frames.length - 1 ? MORE : 0)
    );
    await this.#write(concat(parts));
  }

  /** The next message. Throws `UnexpectedEof` when the other side closed. */
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
    let have = this.#unread.length;
    while (have < size) {
      const chunk = new Uint8Array(65_536);
      const count = await this.#connection.read(chunk);
      if (count === null) {
        throw new Deno.errors.UnexpectedEof("The kernel closed the connection");
      }
      chunks.push(chunk.subarray(0, count));
      have += count;
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
    // The caller sees the failure; the next writer only needs to know that this one is over.
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
