/** A running kernel: cells in, outputs out, and an end to every cell whatever it does. */
import { z } from "zod";
import { Channels, type Ending, isClosed } from "./channels.ts";
import { TOO_LARGE } from "./sandbox/guards.ts";
import { KernelProcess } from "./kernel_process.ts";
import type { Output } from "./output.ts";
import { Outputs } from "./outputs.ts";
import { REJECTION, toPreamble } from "./preamble.ts";
import type { Service } from "./sandbox/parent_service.ts";
import { type Sleep, sleep } from "./sleep.ts";
import type { Message } from "./jupyter_messages.ts";

/** A message that a cell sent us beside its outputs, with `broadcast`. */
export interface Broadcast {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** What became of one cell. After any status but `ok` and `error` the kernel is gone. */
export interface CellResult extends Ending {
  /** A later cell may still replace a display that this one shows: the list is final when the last cell has run. */
  readonly outputs: readonly Output[];
  readonly broadcasts: readonly Broadcast[];
}

export interface KernelOptions {
  /** Values for the `parameters` cell, as text. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Environment variables beside ours. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the notebook may ask of us; default nothing. */
  readonly service?: Service | null;
  /** Whether the notebook has all the rights of this user instead of those in `permissions.ts`; default false. */
  readonly trusted?: boolean;
}

export interface CellOptions {
  /** Longest the cell may take before the kernel is killed; default 300. */
  readonly timeoutSeconds?: number;
  /** Whether a cell that is still waiting a second after an uncaught error is given up; default true. */
  readonly stopOnRejection?: boolean;
}

const START_ATTEMPTS = 3;
const READY_SECONDS = 30;
const SHUTDOWN_SECONDS = 1;
const REJECTION_GRACE_SECONDS = 1;

const TooLarge = z.object({ detail: z.string() });

/** A running kernel, ready for cells. */
export class Kernel implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #channels: Channels;
  readonly #outputs = new Outputs();
  #broadcasts: Broadcast[] = [];
  // What a cell said when it showed too much, though it may have gone on.
  #excess: string | null = null;
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #rejected = new EventTarget();

  private constructor(process: KernelProcess) {
    this.#process = process;
    this.#channels = new Channels(
      process.connection,
      (message) => this.#publish(message),
    );
    void this.#channels.broken.then(this.#ending.resolve);
    // The outputs sent before the end may still be on their way.
    void process.ended.then(async (how) => {
      using timer = sleep(0.2);
      await Promise.race([this.#channels.drained, timer.promise]);
      this.#ending.resolve({ status: "died", detail: how });
    });
  }

  /**
   * Starts a kernel in a folder: imports resolve from there upward. Another process may take the ports chosen, so it is
   * tried three times. Throws Error when no kernel gets ready.
   */
  static async start(
    cwd: string,
    { overrides = {}, env = {}, service = null, trusted = false }:
      KernelOptions = {},
  ): Promise<Kernel> {
    let reason = "";
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      await using stack = new AsyncDisposableStack();
      const kernel = stack.use(
        new Kernel(
          await KernelProcess.start(cwd, {
            env,
            trusted,
            servicePort: service?.port ?? null,
          }),
        ),
      );
      reason = await kernel.#getReady(
        toPreamble({ overrides, service, trusted }),
      );
      if (reason === "") {
        await kernel.#process.closeNetwork();
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
    const ended = await Promise.race([
      // A request that cannot be written has no kernel to go to, which ends in its own time.
      this.#channels.run(code).catch((error) => {
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
    const ending: Ending = this.#excess === null
      ? ended
      : { status: "too large", detail: this.#excess };
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
    await Promise.race([
      this.#channels.shutDown(),
      this.#process.ended,
      timer.promise,
    ]);
    await this.#process[Symbol.asyncDispose]();
    this.#channels[Symbol.dispose]();
  }

  /** Connects, waits for the first answer and runs the preamble; empty, or why it failed. */
  async #getReady(preamble: string): Promise<string> {
    using timer = sleep(READY_SECONDS);
    const ending = await Promise.race([
      this.#channels.connect(this.#process.ended)
        .then(() => this.execute(preamble))
        .catch((error): Ending => ({ status: "died", detail: String(error) })),
      this.#ending.promise,
      timer.promise.then((): Ending => ({
        status: "timeout",
        detail: `no answer in ${READY_SECONDS} s`,
      })),
    ]);
    return ending.status === "ok" ? "" : ending.detail;
  }

  #publish(message: Message): void {
    const { type, content } = message;
    if (!type.startsWith("loadline_")) {
      this.#outputs.add(message);
      return;
    }
    if (type === TOO_LARGE) {
      this.#excess ??= TooLarge.parse(content).detail;
      return;
    }
    this.#broadcasts.push({ type, content });
    if (type === REJECTION) {
      this.#rejected.dispatchEvent(new Event("rejection"));
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
}
