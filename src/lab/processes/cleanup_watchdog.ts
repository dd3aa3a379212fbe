/** A shell process that cleans up after the runner, however that ends: exit, Ctrl-C or SIGKILL. */
import { ifThere } from "../../record/mod.ts";

/** Name prefix of a run's temporary folder, namespaces and cgroups. */
export const RUN_PREFIX = "loadline-run-";

/** Environment variable of every process of a run; its value is the run's temporary folder. */
export const RUN_ENV_VAR = "LOADLINE_RUN";

/**
 * Blocks until the pipe closes, as it does when the runner ends; then kills the processes of the run. A pid in the list
 * is matched with its start time (field 22 of /proc/PID/stat), as pids are reused. Processes that left their group are
 * found by RUN_ENV_VAR, and once more after the folder was removed, as a process being started cannot go on without it.
 */
const script = `
since() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
sweep() {
  for file in $(grep -lz "^${RUN_ENV_VAR}=$0$" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    kill -s KILL "\${pid%/environ}" 2>/dev/null
  done
}
cat >/dev/null
[ -d "$0" ] || exit 0
[ -f "$0/pids" ] && while read -r pid started; do
  [ "$(since "$pid")" = "$started" ] && kill -s KILL -- "-$pid"
done <"$0/pids" 2>/dev/null
sweep
[ -f "$0/cleanup.sh" ] && sh "$0/cleanup.sh" >/dev/null 2>&1
cd / && rm -rf "$0"
sweep
rm -rf "$0"
`;

/** Cleans up on dispose, or when this process ends. */
export class CleanupWatchdog implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;

  /** Watches the run with the temporary folder `folder`. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#child = new Deno.Command("sh", {
      args: ["-c", script, folder],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
      // Ctrl-C in a terminal goes to the whole group; the watchdog must outlive it.
      detached: true,
    }).spawn();
    // The watchdog must not keep the runner alive.
    this.#child.unref();
  }

  /** Adds a shell command to run after all processes were killed; it must be idempotent. */
  async addCleanupCommand(line: string): Promise<void> {
    await Deno.writeTextFile(`${this.#folder}/cleanup.sh`, `${line}\n`, {
      append: true,
    });
  }

  /** Triggers the cleanup and waits for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.ref();
    await this.#child.stdin.close().catch(() => {
      // The watchdog was killed; the folder is removed below.
    });
    await this.#child.status;
    await ifThere(Deno.remove(this.#folder, { recursive: true }));
  }
}
