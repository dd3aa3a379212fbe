/**
 * The channels of a running kernel: requests, their answers, and the fence that marks the end of a cell.
 *
 * Deno's kernel may say that a cell is done before the cell's outputs are out, and may file them under the next cell. So
 * after every cell a silent second one sends a fence, and all that arrives before the fence belongs to the cell before it.
 */
import { z } from "zod";
import type { ConnectionInfo } from "./kernel_process.ts";
import { MAX_OUTPUT_BYTES } from "./sandbox/guards.ts";
import { OutputTooLargeError, toTooLarge } from "./outputs.ts";
import { FENCE, toFence } from "./preamble.ts";
import { sleep } from "./sleep.ts";
import { JupyterSocket, type Message } from "./jupyter_messages.ts";
import { FrameTooLargeError } from "./zmtp.ts";

/** How a cell, or the kernel with it, came to an end. */
export interface Ending {
  readonly status: "ok" | "error" | "hung" | "timeout" | "died" | "too large";
  /** In words, when the status is not `ok`. */
  readonly detail: string;
}

const Reply = z.object({ status: z.string(), evalue: z.string().default("") });
const Fence = z.object({ id: z.string() });
const Status = z.object({ execution_state: z.string() });

/** Connections to one kernel; dispose of them when it is gone. */
export class Channels implements Disposable {
  readonly #connection: ConnectionInfo;
  readonly #publish: (message: Message) => void;
  readonly #sockets = new DisposableStack();
  // Waiting for `<kind>:<id>`: the reply to a request, its idle, or a fence.
  readonly #waiting = new Map<string, (message: Message) => void>();
  readonly #broken = Promise.withResolvers<Ending>();
  #shell: JupyterSocket | null = null;
  #drained: Promise<unknown> = Promise.resolve();

  /** `publish` takes what is neither an answer nor a fence, in the order it comes. */
  constructor(
    connection: ConnectionInfo,
    publish: (message: Message) => void,
  ) {
    this.#connection = connection;
    this.#publish = publish;
  }

  /** Resolves when what the kernel sends can be read no longer, unless it closed the connection itself. */
  get broken(): Promise<Ending> {
    return this.#broken.promise;
  }

  /** Resolves when the last output has been read. */
  get drained(): Promise<unknown> {
    return this.#drained;
  }

  /** Connects and waits for the first answer; gives up when `ended` resolves first. */
  async connect(ended: Promise<unknown>): Promise<void> {
    const { shell_port, iopub_port } = this.#connection;
    this.#shell = await this.#open(shell_port, "DEALER", { ended });
    const iopub = await this.#open(iopub_port, "SUB", {
      ended,
      maxFrameBytes: MAX_OUTPUT_BYTES,
    });
    void this.#pump(this.#shell, (message) => this.#settle("reply", message));
    this.#drained = this.#pump(iopub, (message) => this.#sort(message));
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
    { ended, maxFrameBytes = 64_000_000 }: {
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
        // It does not listen yet.
        if (!(error instanceof Deno.errors.ConnectionRefused)) throw error;
      }
      using pause = sleep(0.01);
      over = await Promise.race([
        pause.promise.then(() => false),
        ended.then(() => true),
      ]);
    }
    throw new Deno.errors.ConnectionRefused(
      "The kernel ended before it listened",
    );
  }

  /** Runs a cell to the fence behind its last output. Throws when the kernel has closed the connection. */
  async run(code: string): Promise<Ending> {
    const [reply] = await this.#requestExecution(code, false);
    const id = crypto.randomUUID();
    const fence = this.#wait("fence", id);
    await this.#requestExecution(toFence(id), true);
    await fence;
    const { status, evalue } = Reply.parse(reply?.content);
    return { status: status === "ok" ? "ok" : "error", detail: evalue };
  }

  /** Asks the kernel to end and waits for its answer. */
  async shutDown(): Promise<void> {
    try {
      const { key, control_port } = this.#connection;
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

  #sort(message: Message): void {
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

  async #pump(
    socket: JupyterSocket,
    take: (message: Message) => void,
  ): Promise<void> {
    try {
      while (true) take(await socket.receive());
    } catch (error) {
      const ending = toEnding(error);
      if (ending) this.#broken.resolve(ending);
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

/** Whether an error says that the other side is gone. */
export function isClosed(error: unknown): boolean {
  const { UnexpectedEof, ConnectionReset, BrokenPipe, BadResource } =
    Deno.errors;
  return [UnexpectedEof, ConnectionReset, BrokenPipe, BadResource]
    .some((type) => error instanceof type);
}
