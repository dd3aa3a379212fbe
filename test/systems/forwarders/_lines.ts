/** Sinks and a sender of numbered lines inside the test, for forwarders that run as real processes. */
import { createServer, type Socket } from "node:net";
import type { Endpoint } from "../../../src/lab/system/client_spec.ts";
import { freePort } from "../../testing/free_port.ts";

/** A line of about 58 bytes, as generators send them; the number is in its third field but one. */
export function toLine(number: number): string {
  return `bench.s1.requests.m${String(number % 100).padStart(5, "0")} ${
    String(number).padStart(12, "0")
  } 1700000000000`;
}

/** Returns the number of a line; NaN for a line that is none of ours. */
export function toNumber(line: string): number {
  const [, number = ""] = /^bench\.s1\.requests\.m\d{5} (\d{12}) \d{13}$/
    .exec(line) ?? [];
  return number === "" ? NaN : Number(number);
}

/** A sink that keeps the lines it received; `leave()` closes it, `comeBack()` opens the same port again. */
export class TestSink {
  readonly endpoint: Endpoint;
  /** Whole lines in order of arrival. */
  readonly lines: string[] = [];
  readonly #server = createServer((socket) => this.#read(socket));
  readonly #sockets = new Set<Socket>();

  private constructor(endpoint: Endpoint) {
    this.endpoint = endpoint;
  }

  /** Opens a sink at a port of a loopback address; 0 for any free one. */
  static async open(
    name: string,
    host: string,
    port: number,
  ): Promise<TestSink> {
    const sink = new TestSink({ name, host, port: port || freePort() });
    await sink.comeBack();
    return sink;
  }

  /** Different sequence numbers of the lines; NaN for a line that is none of ours. */
  readonly unique = new Set<number>();

  /** Closes the port and resets the connections, as a crash does. */
  leave(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
  }

  comeBack(): Promise<void> {
    const { host, port } = this.endpoint;
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, () => resolve());
    });
  }

  #read(socket: Socket): void {
    this.#sockets.add(socket);
    const decoder = new TextDecoder();
    let rest = "";
    socket.on("data", (bytes) => {
      const parts = (rest + decoder.decode(bytes, { stream: true }))
        .split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        this.lines.push(line);
        this.unique.add(toNumber(line));
      }
    });
    // A reset by the forwarder.
    socket.on("error", () => {});
    socket.on("close", () => this.#sockets.delete(socket));
  }
}

/** Sinks that share a port of 127.0.0.1, 127.0.0.2 ..., until disposed of. */
export async function openSinks(
  count: number,
): Promise<{ readonly sinks: readonly TestSink[] } & Disposable> {
  const sinks: TestSink[] = [];
  for (let number = 1; number <= count; number++) {
    const port = sinks[0]?.endpoint.port ?? 0;
    sinks.push(
      await TestSink.open(`sink-${number}`, `127.0.0.${number}`, port),
    );
  }
  return {
    sinks,
    [Symbol.dispose]() {
      for (const sink of sinks) sink.leave();
    },
  };
}

/** A connection to a forwarder, which numbers the lines it sends. */
export class TestSender implements Disposable {
  #next = 0;
  readonly #connection: Deno.TcpConn;

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async connect({ host, port }: Endpoint): Promise<TestSender> {
    return new TestSender(await Deno.connect({ hostname: host, port }));
  }

  /** Number of lines sent. */
  get sent(): number {
    return this.#next;
  }

  /** Sends `count` lines in batches of 1,000. */
  async send(count: number): Promise<void> {
    const end = this.#next + count;
    while (this.#next < end) {
      const size = Math.min(1000, end - this.#next);
      const lines = Array.from(
        { length: size },
        (_, index) => `${toLine(this.#next + index)}\n`,
      );
      await this.write(lines.join(""));
      this.#next += size;
    }
  }

  async write(text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) {
      at += await this.#connection.write(bytes.subarray(at));
    }
  }

  [Symbol.dispose](): void {
    this.#connection.close();
  }
}
