/** A shell that outlives the runner and clears up after it, however it ended: by itself, Ctrl-C or SIGKILL. */

/** What the name of a run's folder begins with, and so do the namespaces and cgroups made for it. */
export const RUN_PREFIX = "loadline-run-";

/** Environment variable that every process of a run carries: the temporary folder of the run. */
export const MARK = "LOADLINE_RUN";

/**
 * Waits until its end of the pipe closes, as it does when the runner is gone. Then ends what is left of the run. A pid in
 * the list counts only with its start time (field 22 of /proc/PID/stat), as pids are used again. Processes that left their
 * group are known by the mark in their environment; they are looked for once more when the folder is gone, as a process
 * that was just being started can do no more then.
 */
const script = `
since() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f20; }
sweep() {
  for file in $(grep -lz "^${MARK}=$0$" /proc/[0-9]*/environ 2>/dev/null); do
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
[ -f "$0/undo.sh" ] && sh "$0/undo.sh" >/dev/null 2>&1
cd / && rm -rf "$0"
sweep
rm -rf "$0"
`;

/** Clears up when it is disposed of, or when this process is gone. */
export class Watchdog implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;

  /** Watches over the run in `folder`, and over the folder itself. */
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
    // A runner that has nothing else to do may end.
    this.#child.unref();
  }

  /** A shell line to run when all processes are dead, on every way out; it must do no harm when there is nothing to undo. */
  async undo(line: string): Promise<void> {
    await Deno.writeTextFile(`${this.#folder}/undo.sh`, `${line}\n`, {
      append: true,
    });
  }

  /** Has everything cleared up, and waits for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.ref();
    await this.#child.stdin.close().catch(() => {
      // It was killed; the folder is then ours to remove.
    });
    await this.#child.status;
    await Deno.remove(this.#folder, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }
}
