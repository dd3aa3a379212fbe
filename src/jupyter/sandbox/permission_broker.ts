/**
 * The process that a kernel asks whether it may do something.
 *
 * `deno jupyter` takes no permission flags and starts with all of them. A process that is given a permission broker asks
 * it before everything, and ends when it gets no answer: https://docs.deno.com/runtime/fundamentals/security/.
 */
import type { BrokerStart } from "./permission_broker_program.ts";

const program = new URL("./permission_broker_program.ts", import.meta.url);

/** A running broker; close it when its kernel is gone. It ends by itself when this process does, and its folder with it. */
export class Broker implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#output = child.stdout.getReader();
  }

  /** Starts a broker and waits until it listens; no address may be used yet. Throws Error when it cannot start. */
  static async start(start: BrokerStart): Promise<Broker> {
    const { folder, socket } = start;
    const broker = new Broker(
      new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--quiet", "--no-prompt"],
          ...["--no-config", "--no-npm", "--no-remote"],
          `--allow-net=unix:${socket}`,
          `--allow-write=${folder}`,
          ...["--allow-read", "--allow-run=readlink"],
          program.href,
        ],
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn(),
    );
    try {
      await broker.#tell(start);
    } catch (error) {
      await broker[Symbol.asyncDispose]();
      throw error;
    }
    return broker;
  }

  /** Which `host:port` may be listened on or connected to from now on; connections that stand are kept. */
  setAddresses(addresses: readonly string[]): Promise<void> {
    return this.#tell(addresses);
  }

  /** Sends a line and waits until it holds. */
  async #tell(content: unknown): Promise<void> {
    const line = JSON.stringify(content) + "\n";
    // A broker that has ended says nothing.
    await this.#input.write(new TextEncoder().encode(line)).catch(() => {});
    const { done } = await this.#output.read();
    if (done) {
      const { code, signal } = await this.#child.status;
      throw new Error(
        `Cannot limit what the notebook may do as its permission broker ended: ${
          signal ?? `exit code ${code}`
        }`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its input may be gone before it.
    await this.#input.close().catch(() => {});
    await this.#output.cancel().catch(() => {});
    await this.#child.status;
  }
}
