/** One process of a run, which can be ended, paused, and started again. */
import { MARK } from "./cleanup_watchdog.ts";

/**
 * Writes down its pid before it becomes the program, so that no moment is left in which nobody knows of it. Then runs the
 * prelude, which is told its own pid by `$$`.
 */
const launcher = `
started=$(sed 's/.*) //' "/proc/$$/stat" 2>/dev/null | cut -d' ' -f20)
echo "$$ $started" >>"$0/pids"
log=$1
eval "$2"
shift 2
exec "$@" >>"$log" 2>&1
`;

/** Signals after which a process is expected to end. */
const deadly: ReadonlySet<Deno.Signal> = new Set([
  "SIGHUP",
  "SIGINT",
  "SIGKILL",
  "SIGQUIT",
  "SIGTERM",
]);

/** Milliseconds a process gets to end by itself. */
const GRACE = 2000;

export interface OwnedProcessOptions {
  /** Name of the run it belongs to. */
  readonly run: string;
  /** Folder for its log and the list of pids. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Keeps a shell line that undoes something when the process is dead; see `ProcessGroup.undoIfKilled()`. */
  readonly undo: (line: string) => Promise<void>;
}

/** A process we started; made by `ProcessGroup.spawn()`. */
export class OwnedProcess {
  readonly name: string;
  readonly command: readonly string[];
  /** File that its output goes to. */
  readonly log: string;
  /** Shell line run by each start from now on before the program takes over, as the process it will be: `$$`. */
  prelude = "";
  readonly #options: OwnedProcessOptions;
  #child: Deno.ChildProcess | null = null;
  #status: Promise<Deno.CommandStatus> | null = null;
  /** Whether we have asked it to end since it was started. */
  #asked = false;
  readonly #onDeath = new Set<(status: Deno.CommandStatus) => void>();

  constructor(
    name: string,
    command: readonly string[],
    options: OwnedProcessOptions,
  ) {
    this.name = name;
    this.command = command;
    this.log = `${options.folder}/${name}.log`;
    this.#options = options;
  }

  /** Name of the run it belongs to; what is made for it on this machine begins with that. */
  get run(): string {
    return this.#options.run;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts it, again if it ran before, this once by another command if told so; does nothing while it runs. */
  start(command: readonly string[] = this.command): void {
    if (this.#child) return;
    this.#asked = false;
    const { folder, env } = this.#options;
    const child = new Deno.Command("sh", {
      args: ["-c", launcher, folder, this.log, this.prelude, ...command],
      cwd: folder,
      env: { ...env, [MARK]: folder },
      stdin: "null",
      stdout: "null",
      stderr: "null",
      // Ctrl-C in a terminal is for the runner, which then ends its nodes in order.
      detached: true,
    }).spawn();
    this.#child = child;
    this.#status = child.status.then((status) => {
      // What it started and left behind goes with it.
      signalGroup(child.pid, "SIGKILL");
      if (this.#child === child) this.#child = null;
      if (!this.#asked) { for (const tell of this.#onDeath) tell(status); }
      return status;
    });
  }

  /** Sends a signal to it and what it started; false when it does not run. */
  signal(signal: Deno.Signal): boolean {
    if (this.#child === null) return false;
    if (deadly.has(signal)) this.#asked = true;
    return signalGroup(this.#child.pid, signal);
  }

  /** Calls `tell` whenever it ends although no signal of ours asked it to, until that is disposed of. */
  onDeath(tell: (status: Deno.CommandStatus) => void): Disposable {
    this.#onDeath.add(tell);
    return { [Symbol.dispose]: () => void this.#onDeath.delete(tell) };
  }

  /** A shell line that undoes something when the process is dead; see `ProcessGroup.undoIfKilled()`. */
  undoIfKilled(line: string): Promise<void> {
    return this.#options.undo(line);
  }

  /** Stops it where it is, as a machine that hangs would; returns when it stands still. Does nothing while it does not run. */
  async pause(): Promise<void> {
    this.signal("SIGSTOP");
    const { pid } = this;
    if (pid === null) return;
    for (let tries = 0; tries < 100; tries++) {
      const states = await readStates(pid);
      // A thread that waits in the kernel (D) stops before it comes back from there.
      if (states.every((state) => "TDXZ".includes(state))) return;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    throw new Error(
      `Cannot pause ${this.name} as it still runs half a second after SIGSTOP: its pid is ${pid}`,
    );
  }

  /** Lets it go on after `pause()`. */
  resume(): void {
    this.signal("SIGCONT");
  }

  /** How it ended, when it does. */
  async ended(): Promise<Deno.CommandStatus> {
    if (!this.#status) {
      throw new TypeError(
        `Cannot wait for ${this.name} as it was never started`,
      );
    }
    return await this.#status;
  }

  /** Ends it: asks first, insists after two seconds. A paused process is woken, so that it can hear. */
  async stop(): Promise<void> {
    if (!this.#status) return;
    this.signal("SIGTERM");
    this.signal("SIGCONT");
    const insist = setTimeout(() => this.signal("SIGKILL"), GRACE);
    await this.#status;
    clearTimeout(insist);
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    this.signal("SIGKILL");
    await this.#status;
  }

  /** The last lines of its log, for an error message. */
  async lastWords(lines = 3): Promise<string> {
    const text = await Deno.readTextFile(this.log).catch(() => "");
    return text.trimEnd().split("\n").slice(-lines).join(" | ");
  }
}

/** State letters of a process's threads, `T` for stopped; none when it is gone or the system does not tell. */
async function readStates(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/task`;
  const threads = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  const stats = await Promise.all(
    threads.map(({ name }) =>
      Deno.readTextFile(`${folder}/${name}/stat`).catch(() => "")
    ),
  );
  return stats.flatMap((stat) => /\) (\S)[^)]*$/.exec(stat)?.[1] ?? []);
}

/** A detached process leads a group that has its pid. */
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
