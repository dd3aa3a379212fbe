/** Processes that tests start, watch, and end. */

/** Whether a process lives; one that waits to be reaped does not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => "");
  return stat !== "" && !/\) [ZX]/.test(stat);
}

/** Asks until it is so; fails after ten seconds. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Not so in time: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A Deno process that runs a module's text; what it prints comes line by line. */
export class Script implements AsyncDisposable {
  readonly child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #rest = "";

  /** `text` may import from the project by `Deno.args[0]`, the URL of its `src/`. */
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

  /** The next line it prints; fails when it ends before. */
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

  /** Ends it with a signal and waits until it is gone. */
  async end(signal: Deno.Signal): Promise<Deno.CommandStatus> {
    this.child.kill(signal);
    return await this.child.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.child.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.child.status;
    await this.#lines.cancel();
  }
}
