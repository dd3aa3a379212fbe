/**
 * A client for Deno's Jupyter kernel that loses no output.
 *
 * Deno's kernel may say that a cell is done before the cell's outputs are out, and may file them under the next cell. So
 * after every cell a silent second one sends a fence, and all that arrives before the fence belongs to the cell before it.
 */
import { z } from "zod";
import { KernelProcess } from "./kernel_process.ts";
import type { Output } from "./model.ts";
import {
  MAX_OUTPUT_BYTES,
  Outputs,
  OutputTooLargeError,
  toTooLarge,
} from "./outputs.ts";
import { FENCE, REJECTION, toFence, toPreamble } from "./preamble.ts";
import { JupyterSocket, type Message } from "./wire.ts";
import { FrameTooLargeError } from "./zmtp.ts";

/** A message that a cell sent us beside its outputs, with `broadcast`. */
export interface Broadcast {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What became of one cell. After any status but `ok` and `error` the kernel is gone. */
export interface CellResult {
  readonly status: "ok" | "error" | "hung" | "timeout" | "died" | "too large";
  /** A later cell may still replace a display that this one shows: the list is final when the last cell has run. */
  readonly outputs: readonly Output[];
  readonly broadcasts: readonly Broadcast[];
  /** In words, when the status is not `ok`. */
  readonly detail: string;
}

export interface KernelOptions {
  /** Values for the `parameters` cell, as text. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Environment variables beside ours. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface CellOptions {
  /** Longest the cell may take before the kernel is killed; default 300. */
  readonly timeoutSeconds?: number;
  /** Whether a cell that is still waiting a second after an uncaught error is given up; default true. */
  readonly stopOnRejection?: boolean;
}

type Ending = Pick<CellResult, "status" | "detail">;

const START_ATTEMPTS = 3;
const READY_SECONDS = 30;
const SHUTDOWN_SECONDS = 1;
const REJECTION_GRACE_SECONDS = 1;

const Reply = z.object({ status: z.string(), evalue: z.string().default("") });
const Fence = z.object({ id: z.string() });
const Status = z.object({ execution_state: z.string() });

/** A running kernel, ready for cells. */
export class Kernel implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #sockets = new DisposableStack();
  readonly #outputs = new Outputs();
  #broadcasts: Broadcast[] = [];
  // Waiting for `<kind>:<id>`: the reply to a request, its idle, or a fence.
  readonly #waiting = new Map<string, (message: Message) => void>();
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #rejected = new EventTarget();
  #shell: JupyterSocket | null = null;
  #drained: Promise<unknown> = Promise.resolve();

  private constructor(process: KernelProcess) {
    this.#process = process;
    // The outputs sent before the end may still be on their way.
    void process.ended.then(async (how) => {
      using timer = sleep(0.2);
      await Promise.race([this.#drained, timer.promise]);
      this.#ending.resolve({ status: "died", detail: how });
    });
  }

  /**
   * Starts a kernel in a folder: imports resolve from there upward. Another process may take the ports chosen, so it is
   * tried three times. Throws Error when no kernel gets ready.
   */
  static async start(
    cwd: string,
    { overrides = {}, env = {} }: KernelOptions = {},
  ): Promise<Kernel> {
    let reason = "";
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      await using stack = new AsyncDisposableStack();
      const kernel = stack.use(
        new Kernel(await KernelProcess.start(cwd, { env })),
      );
      reason = await kernel.#getReady(overrides);
      if (reason === "") {
        stack.move();
        return kernel;
      }
    }
    throw new Error(
      `Cannot start a Deno kernel in ${cwd} as it does not get ready: ${reason}`,
    );
  }

  /** Process id of the kernel. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Runs one cell and waits for all it showed. Cells must be run one after the other. */
  async execute(
    code: string,
    { timeoutSeconds = 300, stopOnRejection = true }: CellOptions = {},
  ): Promise<CellResult> {
    using timer = sleep(timeoutSeconds);
    using rejection = this.#watchRejections(stopOnRejection);
    const ending = await Promise.race([
      // A request that cannot be written has no kernel to go to, which ends in its own time.
      this.#run(code).catch((error) => {
        if (isClosed(error)) return this.#ending.promise;
        throw error;
      }),
      this.#ending.promise,
      rejection.promise,
      timer.promise.then((): Ending => ({
        status: "timeout",
        detail: `no answer in ${timeoutSeconds} s`,
      })),
    ]);
    if (ending.status !== "ok" && ending.status !== "error") {
      await this.#process[Symbol.asyncDispose]();
    }
    const broadcasts = this.#broadcasts;
    this.#broadcasts = [];
    return { ...ending, outputs: this.#outputs.take(), broadcasts };
  }

  /** Asks the kernel to shut down, then kills it. */
  async [Symbol.asyncDispose](): Promise<void> {
    using timer = sleep(SHUTDOWN_SECONDS);
    await Promise.race([this.#shutDown(), this.#process.ended, timer.promise]);
    await this.#process[Symbol.asyncDispose]();
    this.#sockets.dispose();
  }

  /** Connects, waits for the first answer and runs the preamble; empty, or why it failed. */
  async #getReady(
    overrides: Readonly<Record<string, string>>,
  ): Promise<string> {
    using timer = sleep(READY_SECONDS);
    const ending = await Promise.race([
      this.#connect().then(() => this.execute(toPreamble(overrides)))
        .catch((error): Ending => ({ status: "died", detail: String(error) })),
      this.#ending.promise,
      timer.promise.then((): Ending => ({
        status: "timeout",
        detail: `no answer in ${READY_SECONDS} s`,
      })),
    ]);
    return ending.status === "ok" ? "" : ending.detail;
  }

  async #connect(): Promise<void> {
    const { shell_port, iopub_port } = this.#process.connection;
    this.#shell = await this.#open(shell_port, "DEALER");
    const iopub = await this.#open(iopub_port, "SUB", MAX_OUTPUT_BYTES);
    void this.#pump(this.#shell, (message) => this.#settle("reply", message));
    this.#drained = this.#pump(iopub, (message) => this.#publish(message));
    // A subscription takes effect some time after it is sent: ask until the answer is heard there.
    for (let heard = false; !heard;) {
      const idle = this.#request("kernel_info_request", {}, ["idle"]);
      using pause = sleep(0.1);
      heard = await Promise.race([
        idle.then(() => true),
        pause.promise.then(() => false),
      ]);
    }
  }

  async #open(
    port: number,
    type: "DEALER" | "SUB",
    maxFrameBytes = 64_000_000,
  ): Promise<JupyterSocket> {
    const { key } = this.#process.connection;
    for (let ended = false; !ended;) {
      try {
        return this.#sockets.use(
          await JupyterSocket.connect(port, type, { key, maxFrameBytes }),
        );
      } catch (error) {
        // It does not listen yet.
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      }
      using pause = sleep(0.01);
      ended = await Promise.race([
        pause.promise.then(() => false),
        this.#process.ended.then(() => true),
      ]);
    }
    throw new Deno.errors.ConnectionRefused(
      "The kernel ended before it listened",
    );
  }

  async #run(code: string): Promise<Ending> {
    const [reply] = await this.#requestExecution(code, false);
    const id = crypto.randomUUID();
    const fence = this.#wait("fence", id);
    await this.#requestExecution(toFence(id), true);
    await fence;
    const { status, evalue } = Reply.parse(reply?.content);
    return { status: status === "ok" ? "ok" : "error", detail: evalue };
  }

  #requestExecution(code: string, silent: boolean): Promise<Message[]> {
    return this.#request("execute_request", {
      code,
      silent,
      store_history: !silent,
      user_expressions: {},
      allow_stdin: false,
      stop_on_error: false,
    }, ["reply", "idle"]);
  }

  async #request(
    type: string,
    content: Readonly<Record<string, unknown>>,
    answers: readonly string[],
  ): Promise<Message[]> {
    const id = crypto.randomUUID();
    const waits = answers.map((kind) => this.#wait(kind, id));
    await this.#shell?.send(type, content, id);
    return await Promise.all(waits);
  }

  #wait(kind: string, id: string): Promise<Message> {
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#waiting.set(`${kind}:${id}`, resolve);
    return promise;
  }

  #settle(kind: string, message: Message, id = message.parent): void {
    this.#waiting.get(`${kind}:${id}`)?.(message);
    this.#waiting.delete(`${kind}:${id}`);
  }

  #publish(message: Message): void {
    const { type, content } = message;
    if (type === "status") {
      const { execution_state } = Status.parse(content);
      this.#settle(execution_state, message);
    } else if (type === FENCE) {
      this.#settle("fence", message, Fence.parse(content).id);
    } else if (type.startsWith("loadline_")) {
      this.#broadcasts.push({ type, content });
      if (type === REJECTION) {
        this.#rejected.dispatchEvent(new Event("rejection"));
      }
    } else {
      this.#outputs.add(message);
    }
  }

  async #pump(
    socket: JupyterSocket,
    take: (message: Message) => void,
  ): Promise<void> {
    try {
      while (true) take(await socket.receive());
    } catch (error) {
      const ending = toEnding(error);
      if (ending) this.#ending.resolve(ending);
    }
  }

  #watchRejections(enabled: boolean): Sleep<Ending> {
    const { promise, resolve } = Promise.withResolvers<Ending>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      timer = setTimeout(
        () =>
          resolve({
            status: "hung",
            detail: "still waiting after an uncaught error",
          }),
        REJECTION_GRACE_SECONDS * 1000,
      );
    };
    if (enabled) {
      this.#rejected.addEventListener("rejection", start, { once: true });
    }
    return {
      promise,
      [Symbol.dispose]: () => {
        clearTimeout(timer);
        this.#rejected.removeEventListener("rejection", start);
      },
    };
  }

  async #shutDown(): Promise<void> {
    try {
      const { key, control_port } = this.#process.connection;
      using control = await JupyterSocket.connect(control_port, "DEALER", {
        key,
        maxFrameBytes: MAX_OUTPUT_BYTES,
      });
      await control.send("shutdown_request", { restart: false });
      // It answers, sleeps for a tenth of a second and exits: nothing is lost by killing it then.
      await control.receive();
    } catch {
      // A kernel that cannot be asked is killed.
    }
  }
}

/** Why reading ended for good; null when the process has closed the connection, which tells its own story. */
function toEnding(error: unknown): Ending | null {
  if (error instanceof FrameTooLargeError) {
    return { status: "too large", detail: toTooLarge(error.size).message };
  }
  if (error instanceof OutputTooLargeError) {
    return { status: "too large", detail: error.message };
  }
  if (isClosed(error)) return null;
  return { status: "died", detail: `unreadable messages: ${error}` };
}

function isClosed(error: unknown): boolean {
  const { UnexpectedEof, ConnectionReset, BrokenPipe, BadResource } =
    Deno.errors;
  return [UnexpectedEof, ConnectionReset, BrokenPipe, BadResource]
    .some((type) => error instanceof type);
}

interface Sleep<T> extends Disposable {
  readonly promise: Promise<T>;
}

/** A promise kept after so many seconds, and a timer that does not outlive its scope. */
function sleep(seconds: number): Sleep<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, seconds * 1000);
  return { promise, [Symbol.dispose]: () => clearTimeout(timer) };
}
