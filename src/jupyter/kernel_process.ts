/** The kernel's operating system process: started, watched, ended. */
import { Sandbox } from "./sandbox/sandbox.ts";

/** Where a kernel listens, and the key that signs its messages. */
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

/** Environment that makes outputs repeatable: no colours, one time zone, one locale, one random seed. */
const REPEATABLE = {
  NO_COLOR: "1",
  TZ: "UTC",
  LC_ALL: "C",
  DENO_V8_FLAGS: "--random-seed=42",
  DENO_NO_UPDATE_CHECK: "1",
  RUST_BACKTRACE: "0",
} as const;

export interface ProcessOptions {
  /** Environment variables beside ours. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether it may do all that this user may. */
  readonly trusted: boolean;
  /** Port on loopback that it may connect to until `closeNetwork`; null for none. */
  readonly servicePort: number | null;
}

const STDERR_TAIL_CHARACTERS = 2_000;

/** A running `deno jupyter` that cannot outlive this process. */
export class KernelProcess implements AsyncDisposable {
  readonly connection: ConnectionInfo;
  /** Resolves when the process has ended, in words: `exit code 3`, `signal SIGKILL`, with what it said last. */
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
   * Starts a kernel in the folder `cwd`, in a sandbox unless it is trusted. It may still fail to get its ports, and then
   * ends.
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
      // Read from standard input, the key never touches the disk.
      args: ["jupyter", "--kernel", "--conn", "/dev/stdin"],
      cwd,
      clearEnv: sandbox !== null,
      env: { ...REPEATABLE, ...sandbox?.env, ...env },
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    // Its input is a pipe that only we hold: it ends when we do, however we end, and the kernel is killed with it. A
    // timer inside the kernel could not do this while a cell is in an endless loop.
    const watchdog = startWatchdog(child);
    const kernel = new KernelProcess({ child, watchdog, sandbox, connection });
    stack.move();
    const input = child.stdin.getWriter();
    try {
      await input.write(new TextEncoder().encode(JSON.stringify(connection)));
      await input.close();
    } catch {
      // It ended before it read; `ended` says so.
    }
    return kernel;
  }

  /** From now on the kernel may open no connection; those that stand are kept. */
  async closeNetwork(): Promise<void> {
    await this.#sandbox?.setAddresses([]);
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** Kills the process and waits until it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    // The watchdog first: it must not outlive the kernel, whose process id may be given to another.
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
    // A process that has ended already is what we wanted.
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
  const said = tellingLine(tail);
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return said === "" ? how : `${how}: ${said}`;
}

/** Of many lines of a crash the one that says what it was. */
function tellingLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim())
    .filter((line) =>
      line !== "" && !/^Warning ("deno jupyter"|Permission broker)/.test(line)
    );
  return lines.find((line) => /fatal|panicked|error/i.test(line)) ??
    lines.at(-1) ?? "";
}

/** Five free ports and a fresh key. Another process may take a port before the kernel does; then the kernel ends. */
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
