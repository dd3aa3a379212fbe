/**
 * Runs the process that decides on a kernel's permission requests.
 *
 * `deno jupyter` takes no permission flags and starts with all permissions. A process with a permission broker sends it
 * every request, and ends if it gets no reply: https://docs.deno.com/runtime/fundamentals/security/.
 */
import type { BrokerStart } from "./permission_broker_program.ts";

const program = new URL("./permission_broker_program.ts", import.meta.url);

/** Running broker; close it after its kernel. It ends with this process, and removes its folder then. */
export class Broker implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#output = child.stdout.getReader();
  }

  /**
   * Starts a broker and waits until it listens; no network address is allowed yet. Throws `Error` if it cannot start.
   */
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
          JSON.stringify(start),
        ],
        stdin: "piped",
        stdout: "piped",
        stderr: "null",
      }).spawn(),
    );
    try {
      await broker.#awaitDone();
    } catch (error) {
      await broker[Symbol.asyncDispose]();
      throw error;
    }
    return broker;
  }

  /** Replaces the set of `host:port` that may be listened on or connected to; open connections are kept. */
  setAddresses(addresses: readonly string[]): Promise<void> {
    return this.#send(addresses);
  }

  /** Sends a line and waits for its acknowledgement. */
  async #send(content: readonly string[]): Promise<void> {
    const line = JSON.stringify(content) + "\n";
    // The end of a broker shows in its output, below.
    await this.#input.write(new TextEncoder().encode(line)).catch(() => {});
    await this.#awaitDone();
  }

  async #awaitDone(): Promise<void> {
    const { done } = await this.#output.read();
    if (done) {
      const { code, signal } = await this.#child.status;
      throw new Error(
        `Cannot restrict the notebook's permissions as its permission broker ended: ${
          signal ?? `exit code ${code}`
        }`,
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The input may already be closed.
    await this.#input.close().catch(() => {});
    await this.#output.cancel().catch(() => {});
    await this.#child.status;
  }
}
