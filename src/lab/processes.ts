/** Processes that belong to one run: by pid, in a temporary folder of their own, and gone on every way out. */
import { OwnedProcess } from "./owned_process.ts";

/**
 * Waits until the runner is gone, however it went: its end of the pipe closes. Then ends what is left of the run. A pid
 * counts only with its start time (field 22 of /proc/PID/stat), as pids are used again.
 */
const watchdog = `
cat >/dev/null
[ -d "$0" ] || exit 0
[ -f "$0/pids" ] && while read -r pid started; do
  now=$(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null | cut -d' ' -f20)
  [ "$now" = "$started" ] && kill -s KILL -- "-$pid"
done <"$0/pids" 2>/dev/null
[ -f "$0/undo.sh" ] && sh "$0/undo.sh" >/dev/null 2>&1
cd / && rm -rf "$0"
`;

/** Owns the processes and the temporary folder of one run; dispose of it to end and remove them all. */
export class ProcessGroup implements AsyncDisposable {
  /** Temporary folder; gone when the group is disposed of. */
  readonly folder: string;
  readonly #processes: OwnedProcess[] = [];
  readonly #ports = new Set<number>();
  readonly #watchdog: Deno.ChildProcess;
  readonly #pipe: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(folder: string) {
    this.folder = folder;
    this.#watchdog = new Deno.Command("sh", {
      args: ["-c", watchdog, folder],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
      // Ctrl-C in a terminal goes to the whole group; the watchdog must outlive it.
      detached: true,
    }).spawn();
    this.#pipe = this.#watchdog.stdin.getWriter();
  }

  static async create(): Promise<ProcessGroup> {
    return new ProcessGroup(await Deno.makeTempDir({ prefix: "loadline-" }));
  }

  get processes(): readonly OwnedProcess[] {
    return this.#processes;
  }

  /** Starts `command`; its output goes to `<name>.log` in the folder. Throws NotFound when there is no such program. */
  spawn(
    name: string,
    command: readonly string[],
    { env = {} }: { readonly env?: Readonly<Record<string, string>> } = {},
  ): OwnedProcess {
    const owned = new OwnedProcess(name, command, { folder: this.folder, env });
    this.#processes.push(owned);
    owned.start();
    return owned;
  }

  /** A shell line to run when the runner is killed before it can undo something itself. */
  async undoIfKilled(line: string): Promise<void> {
    await Deno.writeTextFile(`${this.folder}/undo.sh`, `${line}\n`, {
      append: true,
    });
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

  /** Ends every process, the last started first, and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.#processes.toReversed().map((process) => process.stop()),
    );
    await Deno.remove(this.folder, { recursive: true }).catch(ignoreGone);
    await this.#pipe.close().catch(ignoreGone);
    await this.#watchdog.status;
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

/** Somebody has cleared up already. */
function ignoreGone(error: unknown): void {
  const gone = error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.BrokenPipe;
  if (!gone) throw error;
}
