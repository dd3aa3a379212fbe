/** The processes and the temporary folder of one run, removed on every exit path. */
import { basename } from "node:path";
import { ManagedProcess, type ProgramOptions } from "./managed_process.ts";
import { CleanupWatchdog, RUN_PREFIX } from "./cleanup_watchdog.ts";
import type { NodeProcess } from "./node_process.ts";
import { claimPort } from "./port_claims.ts";
import { takePort } from "./server_ports.ts";

/** Owns the processes and the temporary folder of one run; dispose stops and removes them. */
export class ProcessGroup implements AsyncDisposable {
  /** Temporary folder; removed on dispose. */
  readonly folder: string;
  readonly #processes: ManagedProcess[] = [];
  readonly #watchdog: CleanupWatchdog;
  /** Processes on other machines, and the connections to them. */
  readonly #adopted: NodeProcess[] = [];
  readonly #connections: AsyncDisposable[] = [];

  private constructor(folder: string) {
    this.folder = folder;
    this.#watchdog = new CleanupWatchdog(folder);
  }

  static async create(): Promise<ProcessGroup> {
    return new ProcessGroup(await Deno.makeTempDir({ prefix: RUN_PREFIX }));
  }

  /** Name of the run, and prefix of all it creates on this machine, to recognise leftovers: `loadline-run-1f2e...`. */
  get run(): string {
    return basename(this.folder);
  }

  get processes(): readonly ManagedProcess[] {
    return this.#processes;
  }

  /**
   * Starts `command` with output to `<name>.log` in the folder. A missing program exits with code 127, and `logTail()`
   * returns the error.
   */
  spawn(
    name: string,
    command: readonly string[],
    { env = {}, cwd = "", stopSignal = "SIGTERM" }: ProgramOptions = {},
  ): ManagedProcess {
    const process = new ManagedProcess(name, command, {
      run: this.run,
      folder: this.folder,
      ...{ env, cwd, stopSignal },
      addCleanupCommand: (line) => this.addCleanupCommand(line),
    });
    this.#processes.push(process);
    process.start();
    return process;
  }

  /** Stops a process of another machine on dispose, as those of this one. */
  adopt(process: NodeProcess): void {
    this.#adopted.push(process);
  }

  /** Disposes of a connection to another machine on dispose, once all processes are stopped. */
  use<Connection extends AsyncDisposable>(connection: Connection): Connection {
    this.#connections.push(connection);
    return connection;
  }

  /**
   * Adds a shell command to run when all processes are dead: on dispose, and also when the runner is killed. It must be
   * idempotent.
   */
  addCleanupCommand(line: string): Promise<void> {
    return this.#watchdog.addCleanupCommand(line);
  }

  /** Returns a free loopback port that no run of this user in progress has been given. Throws an Error if there is none. */
  freePort(): number {
    return takePort((port) => claimPort(this.folder, port));
  }

  /** Stops all processes and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      [...this.#processes, ...this.#adopted].map((process) => process.stop()),
    );
    await Promise.all(
      this.#connections.map((connection) => connection[Symbol.asyncDispose]()),
    );
    await this.#watchdog[Symbol.asyncDispose]();
  }
}
