/** A process of a run on this machine, which can be stopped, paused and restarted. */
import { RUN_ENV_VAR } from "./cleanup_watchdog.ts";
import {
  areStopped,
  GRACE_PERIOD_MS,
  type NodeProcess,
  TAIL_BYTES,
  terminatingSignals,
  toTail,
} from "./node_process.ts";

/**
 * Records its pid before `exec`, so that the watchdog knows the process at any time. Then runs `preExec`, in which `$$`
 * is the pid of the future program.
 */
const launcher = `
started=$(sed 's/.*) //' "/proc/$$/stat" 2>/dev/null | cut -d' ' -f20)
echo "$$ $started" >>"$0/pids"
log=$1
eval "$2"
shift 2
exec "$@" >>"$log" 2>&1
`;

/** How a program is run, beyond its command. */
export interface ProgramOptions {
  /** Additional environment variables. @default {{}} */
  readonly env?: Readonly<Record<string, string>>;
  /** Working folder; empty for the temporary folder of the run. @default {""} */
  readonly cwd?: string;
  /** Signal that ends it in order. @default {"SIGTERM"} */
  readonly stopSignal?: StopSignal;
}

/** Signals that programs take as a request to end. */
export type StopSignal = "SIGTERM" | "SIGINT" | "SIGQUIT" | "SIGHUP";

export interface ManagedProcessOptions extends Required<ProgramOptions> {
  /** Name of the run it belongs to. */
  readonly run: string;
  /** Folder for its log and the list of pids. */
  readonly folder: string;
  /** Adds a shell command to run when the process is dead; see `ProcessGroup.addCleanupCommand()`. */
  readonly addCleanupCommand: (line: string) => Promise<void>;
}

/** Time in which all threads of a paused process have stopped: on a busy machine each must get the processor first. */
const PAUSE_TIMEOUT_MS = 10_000;
const PAUSE_POLL_INTERVAL_MS = 5;

/** A process started by `ProcessGroup.spawn()`. */
export class ManagedProcess implements NodeProcess {
  readonly name: string;
  readonly far = null;
  readonly command: readonly string[];
  /** File with its stdout and stderr. */
  readonly log: string;
  /** Shell command that every later start runs before `exec`; `$$` is the pid of the process. */
  preExec = "";
  readonly #options: ManagedProcessOptions;
  #child: Deno.ChildProcess | null = null;
  #status: Promise<Deno.CommandStatus> | null = null;
  /** True if a terminating signal was sent since the last start. */
  #terminating = false;
  readonly #exitListeners = new Set<(status: Deno.CommandStatus) => void>();

  constructor(
    name: string,
    command: readonly string[],
    options: ManagedProcessOptions,
  ) {
    this.name = name;
    this.command = command;
    this.log = `${options.folder}/${name}.log`;
    this.#options = options;
  }

  /** Name of the run it belongs to, and prefix of its namespaces and cgroups. */
  get run(): string {
    return this.#options.run;
  }

  get folder(): string {
    return this.#options.folder;
  }

  /** Process id; null while it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts or restarts it, with its own command by default; does nothing while it runs. */
  start(command: readonly string[] = this.command): void {
    if (this.#child) return;
    this.#terminating = false;
    const { folder, env, cwd } = this.#options;
    const child = new Deno.Command("sh", {
      args: ["-c", launcher, folder, this.log, this.preExec, ...command],
      cwd: cwd === "" ? folder : cwd,
      env: { ...env, [RUN_ENV_VAR]: folder },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // Ctrl-C in a terminal must reach only the runner, which then shuts the nodes down in order.
      detached: true,
    }).spawn();
    this.#child = child;
    this.#status = child.status.then((status) => {
      // Children that it left behind.
      signalGroup(child.pid, "SIGKILL");
      if (this.#child === child) this.#child = null;
      if (!this.#terminating) {
        for (const listener of this.#exitListeners) listener(status);
      }
      return status;
    });
  }

  /** Sends a signal to it and its children. Returns false if it does not run. */
  signal(signal: Deno.Signal): boolean {
    if (this.#child === null) return false;
    if (terminatingSignals.has(signal)) this.#terminating = true;
    return signalGroup(this.#child.pid, signal);
  }

  /** Calls `listener` on every exit that `signal()` did not cause, until disposed of. */
  onUnexpectedExit(listener: (status: Deno.CommandStatus) => void): Disposable {
    this.#exitListeners.add(listener);
    return {
      [Symbol.dispose]: () => void this.#exitListeners.delete(listener),
    };
  }

  /** Adds a shell command to run when the process is dead; see `ProcessGroup.addCleanupCommand()`. */
  addCleanupCommand(line: string): Promise<void> {
    return this.#options.addCleanupCommand(line);
  }

  /** Pauses it (SIGSTOP) like a hung machine; resolves when all threads are stopped. Does nothing if not running. */
  async pause(): Promise<void> {
    this.signal("SIGSTOP");
    const { pid } = this;
    if (pid === null) return;
    const deadline = performance.now() + PAUSE_TIMEOUT_MS;
    while (!areStopped(await readThreads(pid))) {
      if (performance.now() > deadline) {
        throw new Error(
          `Cannot pause ${this.name} as it still runs ${
            PAUSE_TIMEOUT_MS / 1000
          } s after SIGSTOP: its pid is ${pid}`,
        );
      }
      await new Promise((resolve) =>
        setTimeout(resolve, PAUSE_POLL_INTERVAL_MS)
      );
    }
  }

  /** Resumes it (SIGCONT) after `pause()`. */
  resume(): void {
    this.signal("SIGCONT");
  }

  /** Resolves to its exit status when it ends. */
  async ended(): Promise<Deno.CommandStatus> {
    if (!this.#status) {
      throw new TypeError(
        `Cannot wait for ${this.name} as it was never started`,
      );
    }
    return await this.#status;
  }

  /** Its signal to stop, then SIGKILL after a 2 s grace period. Resumes a paused process, so that it can handle the signal. */
  async stop(): Promise<void> {
    if (!this.#status) return;
    this.signal(this.#options.stopSignal);
    this.signal("SIGCONT");
    const timer = setTimeout(() => this.signal("SIGKILL"), GRACE_PERIOD_MS);
    await this.#status;
    clearTimeout(timer);
  }

  /** Kills it at once, like a crash. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#status;
  }

  /** Returns the last bytes of its log, as text; empty if it cannot be read. */
  async readLog(bytes: number): Promise<string> {
    try {
      using file = await Deno.open(this.log);
      const { size } = await file.stat();
      await file.seek(Math.max(0, size - bytes), Deno.SeekMode.Start);
      return await new Response(file.readable).text();
    } catch {
      return "";
    }
  }

  /** Returns the last lines of its log, for an error message. */
  async logTail(lines = 3): Promise<string> {
    return toTail(await this.readLog(TAIL_BYTES), lines);
  }
}

/** Returns the text of `stat` of each thread of a process; empty if it has ended or there is no /proc. */
async function readThreads(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/task`;
  const threads = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return await Promise.all(
    threads.map(({ name }) =>
      Deno.readTextFile(`${folder}/${name}/stat`).catch(() => "")
    ),
  );
}

/** Sends a signal to the process group; a detached process leads a group with its pid as ID. */
function signalGroup(pid: number, signal: Deno.Signal): boolean {
  try {
    Deno.kill(-pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof TypeError) {
      return false;
    }
    throw error;
  }
}
