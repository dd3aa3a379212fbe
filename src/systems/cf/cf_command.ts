/** Runs one command of `cf`, which may hang, leave children behind, and print without end. */
import { RUN_ENV_VAR } from "../../lab/processes/cleanup_watchdog.ts";
import { now } from "../../lab/timing/wall_clock.ts";

/** Time between SIGTERM and SIGKILL. */
const GRACE_PERIOD_MS = 2000;

/** Bytes of each output that are kept, from its beginning; what follows is read and dropped. */
const MAX_OUTPUT = 4 * 2 ** 20;

/** How a command ended; `missing`: there is no such program. */
export type CommandEnd = "exited" | "timeout" | "cancelled" | "missing";

export interface CommandResult {
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly end: CommandEnd;
  /** Exit code; 128 and more for one that a signal ended. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Temporary folder of the run, by which its processes are found if the runner is killed. */
  readonly folder: string;
  /** Seconds after which it is ended, with its children. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** Runs a command to its end, or ends it. Never throws. */
export async function runCommand(
  { program, args, env, folder, timeout, signal }: CommandOptions,
): Promise<CommandResult> {
  const startedAt = now();
  const toResult = (
    end: CommandEnd,
    code: number,
    out: string,
    err: string,
  ) => ({
    ...{ startedAt, seconds: (now() - startedAt) / 1000, end, code },
    ...{ stdout: out, stderr: err },
  });
  if (signal.aborted) return toResult("cancelled", -1, "", "");
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args],
      env: { ...env, [RUN_ENV_VAR]: folder },
      cwd: folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      // Leads a group, by which its children are ended too; Ctrl-C in a terminal reaches only the runner.
      detached: true,
    }).spawn();
  } catch (error) {
    return toResult("missing", -1, "", (error as Error).message);
  }
  let end: CommandEnd = "exited";
  const timers: ReturnType<typeof setTimeout>[] = [];
  const stop = (reason: CommandEnd) => {
    if (end !== "exited") return;
    end = reason;
    signalGroup(child.pid, "SIGTERM");
    timers.push(
      setTimeout(() => signalGroup(child.pid, "SIGKILL"), GRACE_PERIOD_MS),
    );
  };
  const cancel = () => stop("cancelled");
  timers.push(setTimeout(() => stop("timeout"), timeout * 1000));
  signal.addEventListener("abort", cancel, { once: true });
  const outputs = Promise.all([readText(child.stdout), readText(child.stderr)]);
  const { code } = await child.status;
  // Children that it left behind would keep its output open.
  signalGroup(child.pid, "SIGKILL");
  for (const timer of timers) clearTimeout(timer);
  signal.removeEventListener("abort", cancel);
  const [stdout, stderr] = await outputs;
  return toResult(end, code, stdout, stderr);
}

/** Reads all of a stream and returns its beginning, bytes that are no UTF-8 replaced. */
async function readText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of stream) {
    const left = MAX_OUTPUT - bytes;
    bytes += chunk.length;
    if (left > 0) {
      text += decoder.decode(chunk.subarray(0, left), { stream: true });
    }
  }
  return text + decoder.decode();
}

function signalGroup(pid: number, signal: Deno.Signal): void {
  try {
    Deno.kill(-pid, signal);
  } catch (error) {
    const isGone = error instanceof Deno.errors.NotFound ||
      error instanceof TypeError;
    if (!isGone) throw error;
  }
}
