/** Processes that belong to one run: by pid, in a temporary folder of their own, and gone on every way out. */
import { basename } from "node:path";
import { OwnedProcess } from "./managed_process.ts";
import { RUN_PREFIX, Watchdog } from "./cleanup_watchdog.ts";

/** Owns the processes and the temporary folder of one run; dispose of it to end and remove them all. */
export class ProcessGroup implements AsyncDisposable {
  /** Temporary folder; gone when the group is disposed of. */
  readonly folder: string;
  readonly #processes: OwnedProcess[] = [];
  readonly #ports = new Set<number>();
  readonly #watchdog: Watchdog;

  private constructor(folder: string) {
    this.folder = folder;
    this.#watchdog = new Watchdog(folder);
  }

  static async create(): Promise<ProcessGroup> {
    return new ProcessGroup(await Deno.makeTempDir({ prefix: RUN_PREFIX }));
  }

  /** Name of the run, which what it makes on this machine begins with, so that leftovers are known: `loadline-run-1f2e...`. */
  get run(): string {
    return basename(this.folder);
  }

  get processes(): readonly OwnedProcess[] {
    return this.#processes;
  }

  /**
   * Starts `command`; its output goes to `<name>.log` in the folder. A program that is missing ends at once with code 127,
   * and `lastWords()` says so.
   */
  spawn(
    name: string,
    command: readonly string[],
    { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
  ): OwnedProcess {
    const owned = new OwnedProcess(name, command, {
      run: this.run,
      folder: this.folder,
      env,
      undo: (line) => this.undoIfKilled(line),
    });
    this.#processes.push(owned);
    owned.start();
    return owned;
  }

  /**
   * A shell line that undoes something when all processes are dead: at the latest when the group is disposed of, and also
   * when the runner is killed. It must do no harm when that was undone before.
   */
  undoIfKilled(line: string): Promise<void> {
    return this.#watchdog.undo(line);
  }

  /** A port on loopback that nobody listens on and that this group has not given out before. */
  freePort(): number {
    for (let tries = 0; tries < 1000; tries++) {
      // Below the ports that the kernel hands to outgoing connections, which could take it before the node does.
      const port = 20_000 + Math.floor(Math.random() * 12_000);
      if (this.#ports.has(port) || !isFree(port)) continue;
      this.#ports.add(port);
      return port;
    }
    throw new Error(
      "Cannot find a free port as 1,000 between 20000 and 32000 are taken: end what holds them",
    );
  }

  /** Ends every process and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.stop()));
    await this.#watchdog[Symbol.asyncDispose]();
  }
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
