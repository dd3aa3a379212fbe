/** Starts, watches and ends the operating system process of a kernel. */
import { Sandbox } from "./sandbox/sandbox.ts";

/** Address and ports of a kernel, and the key that signs its messages. */
export interface ConnectionInfo {
  readonly ip: string;
  readonly transport: "tcp";
  readonly signature_scheme: "hmac-sha256";
  readonly key: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly control_port: number;
  readonly stdin_port: number;
  readonly hb_port: number;
}

/**
 * V8's flags of a kernel: the same random numbers each time, and room for what a cell makes and throws away at once. The
 * default begins with 1 MB, for which the collector runs again and again, while a kernel lives for some seconds.
 */
const V8_FLAGS = "--random-seed=42,--min-semi-space-size=16";

/** Environment that makes outputs repeatable: no colours, fixed time zone, locale and random seed. */
const REPEATABLE = {
  NO_COLOR: "1",
  TZ: "UTC",
  LC_ALL: "C",
  DENO_V8_FLAGS: V8_FLAGS,
  DENO_NO_UPDATE_CHECK: "1",
  RUST_BACKTRACE: "0",
} as const;

export interface ProcessOptions {
  /** Additional environment variables. */
  readonly env: Readonly<Record<string, string>>;
  /** True for all rights of this user. */
  readonly trusted: boolean;
  /** Loopback port that the kernel may connect to until `closeNetwork`; null for none. */
  readonly servicePort: number | null;
}

const STDERR_TAIL_CHARACTERS = 2_000;

/** Running `deno jupyter` that cannot outlive this process. */
export class KernelProcess implements AsyncDisposable {
  readonly connection: ConnectionInfo;
  /** Resolves when the process has ended: `exit code 3` or `signal SIGKILL`, with the last error line. */
  readonly ended: Promise<string>;
  readonly #child: Deno.ChildProcess;
  readonly #watchdog: Deno.ChildProcess;
  readonly #sandbox: Sandbox | null;

  private constructor(
    { child, watchdog, sandbox, connection }: {
      readonly child: Deno.ChildProcess;
      readonly watchdog: Deno.ChildProcess;
      readonly sandbox: Sandbox | null;
      readonly connection: ConnectionInfo;
    },
  ) {
    this.connection = connection;
    this.#child = child;
    this.#watchdog = watchdog;
    this.#sandbox = sandbox;
    this.ended = describeEnd(child);
  }

  /**
   * Starts a kernel in the folder `cwd`, in a sandbox unless it is trusted. The kernel ends if another process has
   * taken one of its ports.
   */
  static async start(
    cwd: string,
    { env, trusted, servicePort }: ProcessOptions,
  ): Promise<KernelProcess> {
    await using stack = new AsyncDisposableStack();
    const sandbox = trusted ? null : stack.use(await Sandbox.make(cwd));
    const connection = toConnectionInfo();
    await sandbox?.setAddresses(toAddresses(connection, servicePort));
    const child = new Deno.Command(Deno.execPath(), {
      // Passed by standard input, the key never touches the disk.
      args: ["jupyter", "--kernel", "--conn", "/dev/stdin"],
      cwd,
      clearEnv: sandbox !== null,
      env: { ...REPEATABLE, ...sandbox?.env, ...env },
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    // Only this process holds the watchdog's input, so it closes when this process ends for any reason, and the
    // watchdog then kills the kernel. A timer inside the kernel could not do this while a cell is in an endless loop.
    const watchdog = startWatchdog(child);
    const kernel = new KernelProcess({ child, watchdog, sandbox, connection });
    stack.move();
    const input = child.stdin.getWriter();
    try {
      await input.write(new TextEncoder().encode(JSON.stringify(connection)));
      await input.close();
    } catch {
      // The kernel ended before it read; `ended` reports it.
    }
    return kernel;
  }

  /** Denies new connections of the kernel; open ones are kept. */
  async closeNetwork(): Promise<void> {
    await this.#sandbox?.setAddresses([]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Kills the process and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    // The watchdog first: it must not outlive the kernel, whose process ID may be reused.
    kill(this.#watchdog);
    kill(this.#child);
    await this.#watchdog.stdin.close().catch(() => {});
    await Promise.all([this.#watchdog.status, this.ended]);
    await this.#sandbox?.[Symbol.asyncDispose]();
  }
}

function startWatchdog(child: Deno.ChildProcess): Deno.ChildProcess {
  try {
    return new Deno.Command("sh", {
      args: ["-c", 'read -r _; kill -9 "$0" 2>/dev/null', String(child.pid)],
      stdin: "piped",
      stdout: "null",
      stderr: "null",
    }).spawn();
  } catch (error) {
    kill(child);
    throw error;
  }
}

function kill(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch (error) {
    // The process has already ended.
    if (
      !(error instanceof TypeError || error instanceof Deno.errors.NotFound)
    ) {
      throw error;
    }
  }
}

function toAddresses(
  connection: ConnectionInfo,
  servicePort: number | null,
): string[] {
  const { shell_port, iopub_port, control_port, stdin_port, hb_port } =
    connection;
  const ports = [shell_port, iopub_port, control_port, stdin_port, hb_port];
  return [...ports, ...(servicePort === null ? [] : [servicePort])]
    .map((port) => `${connection.ip}:${port}`);
}

async function describeEnd(child: Deno.ChildProcess): Promise<string> {
  let tail = "";
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    tail = (tail + text).slice(-STDERR_TAIL_CHARACTERS);
  }
  const { code, signal } = await child.status;
  const line = findErrorLine(tail);
  const exit = signal ? `signal ${signal}` : `exit code ${code}`;
  return line === "" ? exit : `${exit}: ${line}`;
}

/** Returns the line of a crash report that names the error, else its last line. */
function findErrorLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim())
    .filter((line) =>
      line !== "" && !/^Warning ("deno jupyter"|Permission broker)/.test(line)
    );
  return lines.find((line) => /fatal|panicked|error/i.test(line)) ??
    lines.at(-1) ?? "";
}

/**
 * Chooses five free ports and a new key. Another process may take a port before the kernel does; the kernel then ends.
 */
function toConnectionInfo(): ConnectionInfo {
  const listeners = Array.from(
    { length: 5 },
    () => Deno.listen({ hostname: "127.0.0.1", port: 0 }),
  );
  const [shell = 0, iopub = 0, control = 0, stdin = 0, hb = 0] = listeners.map(
    (listener) => (listener.addr as Deno.NetAddr).port,
  );
  for (const listener of listeners) listener.close();
  return {
    ip: "127.0.0.1",
    transport: "tcp",
    signature_scheme: "hmac-sha256",
    key: crypto.randomUUID(),
    shell_port: shell,
    iopub_port: iopub,
    control_port: control,
    stdin_port: stdin,
    hb_port: hb,
  };
}
