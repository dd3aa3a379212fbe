/** One connection to a Redis server: a command, its reply, in RESP2. */
import { ConnectionLostError } from "./http_connection.ts";

export type Reply =
  | { readonly type: "status" | "error"; readonly text: string }
  | { readonly type: "integer"; readonly number: number }
  | { readonly type: "bulk"; readonly value: Uint8Array }
  | { readonly type: "nil" };

const MOST = 64 * 1024 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class RespConnection implements Disposable {
  readonly #socket: Deno.TcpConn;
  #buffer = new Uint8Array(16 * 1024);
  #from = 0;
  #to = 0;

  private constructor(socket: Deno.TcpConn) {
    this.#socket = socket;
    socket.setNoDelay(true);
  }

  static async connect(
    hostname: string,
    port: number,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<RespConnection> {
    const options = { hostname, port, ...signal && { signal } };
    return new RespConnection(await Deno.connect(options));
  }

  /** Sends a command and reads its reply: a line, a number or a value. Throws SyntaxError for any other. */
  async send(command: readonly (string | Uint8Array)[]): Promise<Reply> {
    const request = encode(command);
    for (let at = 0; at < request.length;) {
      at += await this.#socket.write(
        at === 0 ? request : request.subarray(at),
      );
    }
    const line = await this.#takeLine();
    const rest = line.slice(1);
    switch (line[0]) {
      case "+":
        return { type: "status", text: rest };
      case "-":
        return { type: "error", text: rest };
      case ":":
        return { type: "integer", number: Number(rest) };
      case "$":
        return await this.#takeBulk(Number(rest));
    }
    throw new SyntaxError(`no RESP2 reply: '${line.slice(0, 40)}'`);
  }

  close(): void {
    try {
      this.#socket.close();
    } catch (error) {
      // It was closed before.
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  [Symbol.dispose](): void {
    this.close();
  }

  async #takeBulk(length: number): Promise<Reply> {
    if (length === -1) return { type: "nil" };
    if (!(length >= 0 && length <= MOST)) {
      throw new SyntaxError(`a value has no length that can be: ${length}`);
    }
    while (this.#to - this.#from < length + 2) await this.#fill();
    const value = this.#buffer.slice(this.#from, this.#from + length);
    this.#from += length + 2;
    return { type: "bulk", value };
  }

  async #takeLine(): Promise<string> {
    for (;;) {
      const held = this.#buffer.subarray(this.#from, this.#to);
      const end = held.indexOf(10);
      if (end >= 0) {
        this.#from += end + 1;
        return decoder.decode(held.subarray(0, end)).trimEnd();
      }
      if (held.length > 64 * 1024) throw new SyntaxError("a line is too long");
      await this.#fill();
    }
  }

  async #fill(): Promise<void> {
    if (this.#from > 0) {
      this.#buffer.copyWithin(0, this.#from, this.#to);
      this.#to -= this.#from;
      this.#from = 0;
    }
    if (this.#to === this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    const read = await this.#socket.read(this.#buffer.subarray(this.#to));
    if (read === null) {
      throw new ConnectionLostError("the connection was closed");
    }
    this.#to += read;
  }
}

/** An array of bulk strings. */
function encode(command: readonly (string | Uint8Array)[]): Uint8Array {
  const parts = [encoder.encode(`*${command.length}\r\n`)];
  for (const part of command) {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    parts.push(
      encoder.encode(`$${bytes.length}\r\n`),
      new Uint8Array(bytes),
      encoder.encode("\r\n"),
    );
  }
  const request = new Uint8Array(
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let at = 0;
  for (const part of parts) {
    request.set(part, at);
    at += part.length;
  }
  return request;
}
