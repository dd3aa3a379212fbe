/**
 * Channels to a running kernel: requests, replies, and the fence that marks the end of a cell.
 *
 * Deno's kernel may report a cell as done before all its outputs are sent, and may attribute them to the next cell. So
 * a silent second cell sends a fence after each cell; all messages before the fence belong to the cell before it.
 */
import { z } from "zod";
import type { ConnectionInfo } from "./kernel_process.ts";
import { MAX_OUTPUT_BYTES } from "./sandbox/guards.ts";
import { OutputTooLargeError, toTooLargeError } from "./outputs.ts";
import { FENCE, toFence } from "./preamble.ts";
import { JupyterSocket, type Message } from "./jupyter_messages.ts";
import { FrameTooLargeError } from "./zmtp.ts";

/** End of a cell's execution, or of the kernel with it. */
export interface Ending {
  readonly status: "ok" | "error" | "hung" | "timeout" | "died" | "too large";
  /** Error in words; of no meaning when the status is `ok`. */
  readonly detail: string;
}

/** Promise that holds a resource, such as a timer, until disposed of. */
export interface DisposablePromise<T> extends Disposable {
  readonly promise: Promise<T>;
}

/** Resolves after the given seconds; disposing of it clears the timer. */
export function sleep(seconds: number): DisposablePromise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, seconds * 1000);
  return { promise, [Symbol.dispose]: () => clearTimeout(timer) };
}

const Reply = z.object({ status: z.string(), evalue: z.string().default("") });
const Fence = z.object({ id: z.string() });
const Status = z.object({ execution_state: z.string() });

const CONNECT_RETRY_S = 0.01;
const READY_POLL_S = 0.1;
const MAX_FRAME_BYTES = 64_000_000;

/** Connections to one kernel; dispose of them once the kernel has ended. */
export class Channels implements Disposable {
  readonly #connection: ConnectionInfo;
  readonly #publish: (message: Message) => void;
  readonly #sockets = new DisposableStack();
  // Keyed by `<kind>:<id>`: the reply to a request, its idle status, or a fence.
  readonly #waiting = new Map<string, (message: Message) => void>();
  readonly #broken = Promise.withResolvers<Ending>();
  #shell: JupyterSocket | null = null;
  #drained: Promise<unknown> = Promise.resolve();

  /** `publish` receives, in order of arrival, all messages that are neither replies nor fences. */
  constructor(
    connection: ConnectionInfo,
    publish: (message: Message) => void,
  ) {
    this.#connection = connection;
    this.#publish = publish;
  }

  /** Resolves when the kernel's messages can no longer be read, unless the kernel closed the connection itself. */
  get broken(): Promise<Ending> {
    return this.#broken.promise;
  }

  /** Resolves when the last output has been read. */
  get drained(): Promise<unknown> {
    return this.#drained;
  }

  /** Connects and waits for the first reply. Throws `ConnectionRefused` if `ended` resolves first. */
  async connect(ended: Promise<unknown>): Promise<void> {
    const { shell_port, iopub_port } = this.#connection;
    this.#shell = await this.#open(shell_port, "DEALER", { ended });
    const iopub = await this.#open(iopub_port, "SUB", {
      ended,
      maxFrameBytes: MAX_OUTPUT_BYTES,
    });
    void this.#receiveAll(
      this.#shell,
      (message) => this.#settle("reply", message),
    );
    this.#drained = this.#receiveAll(
      iopub,
      (message) => this.#dispatch(message),
    );
    // A subscription takes effect some time after it is sent: request until a message arrives on it.
    for (let subscribed = false; !subscribed;) {
      const idle = this.#request("kernel_info_request", {}, ["idle"]);
      using delay = sleep(READY_POLL_S);
      subscribed = await Promise.race([
        idle.then(() => true),
        delay.promise.then(() => false),
      ]);
    }
  }

  async #open(
    port: number,
    type: "DEALER" | "SUB",
    { ended, maxFrameBytes = MAX_FRAME_BYTES }: {
      readonly ended: Promise<unknown>;
      readonly maxFrameBytes?: number;
    },
  ): Promise<JupyterSocket> {
    const { key } = this.#connection;
    for (let over = false; !over;) {
      try {
        return this.#sockets.use(
          await JupyterSocket.connect(port, type, { key, maxFrameBytes }),
        );
      } catch (error) {
        // The kernel does not listen yet.
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      }
      using delay = sleep(CONNECT_RETRY_S);
      over = await Promise.race([
        delay.promise.then(() => false),
        ended.then(() => true),
      ]);
    }
    throw new Deno.errors.ConnectionRefused(
      "The kernel ended before it listened",
    );
  }

  /** Runs a cell until the fence after its last output. Throws if the kernel has closed the connection. */
  async run(code: string): Promise<Ending> {
    const [reply] = await this.#requestExecution(code, false);
    const id = crypto.randomUUID();
    const fence = this.#wait("fence", id);
    await this.#requestExecution(toFence(id), true);
    await fence;
    const { status, evalue } = Reply.parse(reply?.content);
    return { status: status === "ok" ? "ok" : "error", detail: evalue };
  }

  /** Requests a shutdown and waits for the reply. */
  async shutDown(): Promise<void> {
    try {
      const { key, control_port } = this.#connection;
      using control = await JupyterSocket.connect(control_port, "DEALER", {
        key,
        maxFrameBytes: MAX_OUTPUT_BYTES,
      });
      await control.send("shutdown_request", { restart: false });
      // The kernel replies, sleeps for 0.1 s and exits: killing it after the reply loses nothing.
      await control.receive();
    } catch {
      // The caller kills a kernel that cannot be reached.
    }
  }

  [Symbol.dispose](): void {
    this.#sockets.dispose();
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
    awaited: readonly string[],
  ): Promise<Message[]> {
    const id = crypto.randomUUID();
    const waits = awaited.map((kind) => this.#wait(kind, id));
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

  #dispatch(message: Message): void {
    const { type, content } = message;
    if (type === "status") {
      const { execution_state } = Status.parse(content);
      this.#settle(execution_state, message);
    } else if (type === FENCE) {
      this.#settle("fence", message, Fence.parse(content).id);
    } else {
      this.#publish(message);
    }
  }

  async #receiveAll(
    socket: JupyterSocket,
    handle: (message: Message) => void,
  ): Promise<void> {
    try {
      while (true) handle(await socket.receive());
    } catch (error) {
      const ending = toEnding(error);
      if (ending) this.#broken.resolve(ending);
    }
  }
}

/** Reason why reading failed; null when the process closed the connection, as its exit is reported separately. */
function toEnding(error: unknown): Ending | null {
  if (error instanceof FrameTooLargeError) {
    return { status: "too large", detail: toTooLargeError(error.size).message };
  }
  if (error instanceof OutputTooLargeError) {
    return { status: "too large", detail: error.message };
  }
  if (isClosed(error)) return null;
  return { status: "died", detail: `unreadable messages: ${error}` };
}

/** Returns true for errors that mean the peer has closed the connection. */
export function isClosed(error: unknown): boolean {
  const { UnexpectedEof, ConnectionReset, BrokenPipe, BadResource } =
    Deno.errors;
  return [UnexpectedEof, ConnectionReset, BrokenPipe, BadResource]
    .some((type) => error instanceof type);
}
