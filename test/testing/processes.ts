/** Starts, watches and ends processes in tests. */

/** Whether a process is alive; a zombie is not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) [ZX]/.test(stat);
}

/** Longest wait; a machine may be twenty times slower than an idle one. */
const MAX_WAIT_MS = 60_000;

/** Polls a condition; throws after a minute. */
export async function until(
  condition: string,
  isMet: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = performance.now() + MAX_WAIT_MS;
  while (!(await isMet())) {
    if (performance.now() > deadline) {
      throw new Error(`Timeout waiting for: ${condition}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A Deno process that runs the text of a module; its output is read line by line. */
export class Script implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  /** `Deno.args[0]` is the URL of the project's `src/`, from which `text` may import. */
  constructor(text: string) {
    this.child = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--config=deno.json",
        `data:text/typescript,${encodeURIComponent(text)}`,
        new URL("../../src", import.meta.url).href,
      ],
      stdout: "piped",
    }).spawn();
    this.#lines = this.child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  /** Returns the next line of output; throws if the script ends before. */
  async line(): Promise<string> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#lines.read();
      if (done) throw new Error(`The script has ended: ${this.#rest}`);
      this.#rest += value;
    }
    const at = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, at);
    this.#rest = this.#rest.slice(at + 1);
    return line;
  }

  /** Sends a signal and waits for the exit. */
  async end(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    this.child.kill(signal);
    return await this.child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // Already exited.
    }
    await this.child.status;
    await this.#lines.cancel();
  }
}
