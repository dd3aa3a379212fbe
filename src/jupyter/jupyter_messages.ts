/**
 * Sends and receives Jupyter messages on a ZeroMQ socket, signed with HMAC-SHA256.
 *
 * Format: https://jupyter-client.readthedocs.io/en/stable/messaging.html#the-wire-protocol.
 */
import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { type SocketType, ZmtpSocket } from "./zmtp.ts";

/** Message from the kernel; the shape of its content depends on its type. */
export interface Message {
  readonly type: string;
  /** ID of the request that caused it; empty for none. */
  readonly parent: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Size of the received content in bytes. */
  readonly size: number;
}

const Header = z.object({ msg_type: z.string() });
const Parent = z.object({ msg_id: z.string().default("") });
const Content = z.record(z.string(), z.unknown());

const DELIMITER = "<IDS|MSG>";

/** Client of one of a kernel's sockets. */
export class JupyterSocket implements Disposable {
  readonly #socket: ZmtpSocket;
  readonly #key: string;

  private constructor(socket: ZmtpSocket, key: string) {
    this.#socket = socket;
    this.#key = key;
  }

  /** Connects to a kernel on this machine. Throws the errors of `ZmtpSocket.connect`. */
  static async connect(
    port: number,
    type: SocketType,
    { key, maxFrameBytes }: { key: string; maxFrameBytes: number },
  ): Promise<JupyterSocket> {
    const socket = await ZmtpSocket.connect(port, type, { maxFrameBytes });
    return new JupyterSocket(socket, key);
  }

  /** Sends a request and returns its ID, which is the `parent` of the replies. */
  async send(
    type: string,
    content: Readonly<Record<string, unknown>>,
    id: string = randomUUID(),
  ): Promise<string> {
    const header = {
      msg_id: id,
      msg_type: type,
      session: "loadline",
      username: "loadline",
      date: new Date().toISOString(),
      version: "5.3",
    };
    const encoder = new TextEncoder();
    const parts = [header, {}, {}, content].map((part) =>
      encoder.encode(JSON.stringify(part))
    );
    await this.#socket.send([
      encoder.encode(DELIMITER),
      encoder.encode(this.#sign(parts)),
      ...parts,
    ]);
    return id;
  }

  /**
   * Receives the next message. Throws `TypeError` if it is no signed Jupyter message, and errors of
   * `ZmtpSocket.receive`.
   */
  async receive(): Promise<Message> {
    const frames = await this.#socket.receive();
    const decoder = new TextDecoder();
    const start = frames.findIndex((frame) =>
      decoder.decode(frame) === DELIMITER
    );
    const [signature, header, parent, metadata, content] = frames.slice(
      start + 1,
    );
    if (
      start < 0 || !signature || !header || !parent || !metadata || !content
    ) {
      throw new TypeError(
        `Cannot read the kernel's message as frames are missing: it has ${frames.length}`,
      );
    }
    const expected = new TextEncoder().encode(
      this.#sign([header, parent, metadata, content]),
    );
    if (
      expected.length !== signature.length ||
      !timingSafeEqual(expected, signature)
    ) {
      throw new TypeError(
        "Cannot trust the kernel's message as its signature is wrong",
      );
    }
    const read = (frame: Uint8Array): unknown =>
      JSON.parse(decoder.decode(frame));
    return {
      type: Header.parse(read(header)).msg_type,
      parent: Parent.parse(read(parent)).msg_id,
      content: Content.parse(read(content)),
      size: content.length,
    };
  }

  #sign(parts: readonly Uint8Array[]): string {
    const hmac = createHmac("sha256", this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  [Symbol.dispose](): void {
    this.#socket[Symbol.dispose]();
  }
}
