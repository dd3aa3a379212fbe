/**
 * The process that a kernel asks whether it may do something.
 *
 * `deno jupyter` takes no permission flags and starts with all of them. A process that is given a permission broker asks
 * it before everything, and ends when it gets no answer: https://docs.deno.com/runtime/fundamentals/security/.
 */
import type { BrokerStart } from "./broker_program.ts";

const program = new URL("./broker_program.ts", import.meta.url);

/** A running broker; close it when its kernel is gone. It ends by itself when this process does. */
export class Broker implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
  }

  /** Starts a broker and waits until it listens. Throws Error when it cannot. */
  static async start(start: BrokerStart): Promise<Broker> {
    const { socket } = start;
    const broker = new Broker(
      new Deno.Command(Deno.execPath(), {
        args: [
          ...["run", "--quiet", "--no-prompt"],
          ...["--no-config", "--no-npm", "--no-remote"],
          `--allow-net=unix:${socket}`,
          `--allow-write=${socket}`,
          ...["--allow-read", "--allow-run=readlink"],
          program.href,
        ],
        stdin: "piped",
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    );
    await broker.#write(JSON.stringify(start));
    const output = broker.#child.stdout.getReader();
    const { done } = await output.read();
    await output.cancel();
    if (!done) {
      await broker.#child.stderr.cancel();
      return broker;
    }
    const said = await new Response(broker.#child.stderr).text();
    await broker[Symbol.asyncDispose]();
    throw new Error(
      `Cannot limit what notebooks may do as the permission broker does not start: ${
        said.trim().split("\n")[0]
      }`,
    );
  }

  /** From now on no address may be listened on or connected to; connections that stand are kept. */
  closeNetwork(): Promise<void> {
    return this.#write("close network");
  }

  async #write(line: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(line + "\n"));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Its input may be gone before it.
    await this.#input.close().catch(() => {});
    await this.#child.status;
  }
}
