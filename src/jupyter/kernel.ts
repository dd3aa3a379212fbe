/**
 * Runs cells on a kernel, collects their outputs, and ends every cell: on success, error, timeout or crash.
 *
 * `kernel_process.ts` is its process, in the sandbox of `sandbox.ts`; `channels.ts` its channels, over the protocols of
 * `jupyter_messages.ts` and `zmtp.ts`; `preamble.ts` has the cells that run around those of the notebook, and
 * `next_notebook.ts` those between two notebooks.
 */
import { z } from "zod";
import {
  Channels,
  type DisposablePromise,
  type Ending,
  isClosed,
  sleep,
} from "./channels.ts";
import { TOO_LARGE } from "./sandbox/guards.ts";
import { KernelProcess } from "./kernel_process.ts";
import { NAMES, toEndOfNotebook, toNextNotebook } from "./next_notebook.ts";
import type { Output } from "./output.ts";
import { Outputs } from "./outputs.ts";
import { REJECTION, toPreamble } from "./preamble.ts";
import type { ParentService } from "./sandbox/parent_service.ts";
import type { Message } from "./jupyter_messages.ts";

/** Message that a cell sent to the executor beside its outputs, with `broadcast`. */
export interface Broadcast {
  readonly type: string;
  readonly content: Readonly<Record<string, unknown>>;
}

/** Result of one cell. After any status other than `ok` and `error` the kernel has ended. */
export interface CellResult extends Ending {
  /** Final only after the last cell: a later cell may replace a display of this one. */
  readonly outputs: readonly Output[];
  readonly broadcasts: readonly Broadcast[];
}

export interface KernelOptions {
  /** Values for the `parameters` cell, as text. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>;
  /** Service of this process that the notebook may use; default null. */
  readonly service?: ParentService | null;
  /** URLs of modules by what cells import them as, in place of what else they would resolve to; default none. */
  readonly modules?: Readonly<Record<string, string>>;
  /** True for all rights of this user instead of those in `permissions.ts`; default false. */
  readonly trusted?: boolean;
}

export interface CellOptions {
  /** Timeout of the cell, after which the kernel is killed; default 300. */
  readonly timeoutSeconds?: number;
  /** True to stop a cell that is still waiting 1 s after an uncaught error; default true. */
  readonly stopOnRejection?: boolean;
}

const MAX_START_ATTEMPTS = 3;
/** On a busy machine Deno alone takes ten seconds to start. */
const READY_TIMEOUT_S = 120;
const SHUTDOWN_TIMEOUT_S = 1;
const DRAIN_TIMEOUT_S = 2;
const REJECTION_GRACE_S = 1;
const RESET_TIMEOUT_S = 30;

const TooLarge = z.object({ detail: z.string() });
const Names = z.object({
  names: z.array(z.string()),
  hiding: z.array(z.string()),
});

/** Running kernel, ready for cells. */
export class Kernel implements AsyncDisposable {
  readonly #process: KernelProcess;
  readonly #channels: Channels;
  #outputs = new Outputs();
  #broadcasts: Broadcast[] = [];
  // Error of the cell's output limit; kept as the cell may have caught it and continued.
  #limitError: string | null = null;
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #rejected = new EventTarget();

  private constructor(process: KernelProcess) {
    this.#process = process;
    this.#channels = new Channels(
      process.connection,
      (message) => this.#publish(message),
    );
    void this.#channels.broken.then(this.#ending.resolve);
    // Outputs sent before the end may still be in flight.
    void process.ended.then(async (detail) => {
      using timer = sleep(DRAIN_TIMEOUT_S);
      await Promise.race([this.#channels.drained, timer.promise]);
      this.#ending.resolve({ status: "died", detail });
    });
  }

  /**
   * Starts a kernel in a folder, from which imports resolve upward. Makes three attempts, as another process may take
   * the chosen ports. Throws `Error` if no kernel becomes ready.
   */
  static async start(
    cwd: string,
    { overrides = {}, env = {}, service = null, modules = {}, trusted = false }:
      KernelOptions = {},
  ): Promise<Kernel> {
    let reason = "";
    for (let attempt = 0; attempt < MAX_START_ATTEMPTS; attempt++) {
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
      reason = await kernel.#prepare(
        toPreamble({ overrides, service, modules, trusted }),
      );
      if (reason === "") {
        await kernel.#process.closeNetwork();
        stack.move();
        return kernel;
      }
    }
    throw new Error(
      `Cannot start a Deno kernel in ${cwd} as it does not become ready: ${reason}`,
    );
  }

  /** Process ID of the kernel. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Runs one cell and waits for all its outputs. Run cells one after the other. */
  async execute(
    code: string,
    { timeoutSeconds = 300, stopOnRejection = true }: CellOptions = {},
  ): Promise<CellResult> {
    using timer = sleep(timeoutSeconds);
    using rejection = this.#watchRejections(stopOnRejection);
    const ended = await Promise.race([
      // The kernel has closed the connection: wait until its exit is known.
      this.#channels.run(code).catch((error) => {
        if (isClosed(error)) return this.#ending.promise;
        throw error;
      }),
      this.#ending.promise,
      rejection.promise,
      timer.promise.then((): Ending => ({
        status: "timeout",
        detail: `no reply within ${timeoutSeconds} s`,
      })),
    ]);
    const ending: Ending = this.#limitError === null
      ? ended
      : { status: "too large", detail: this.#limitError };
    if (ending.status !== "ok" && ending.status !== "error") {
      await this.#process[Symbol.asyncDispose]();
    }
    const broadcasts = this.#broadcasts;
    this.#broadcasts = [];
    return { ...ending, outputs: this.#outputs.take(), broadcasts };
  }

  /**
   * Ends a notebook and makes the kernel ready for another, with these values for its `parameters`: what cells declared by
   * `const` and `import` is gone. Returns false if the kernel is not like a new one, and is to be closed: what the notebook
   * left running has failed or sent an output, or a name that it declared hides a global or is no constant.
   */
  async reset(overrides: Readonly<Record<string, string>>): Promise<boolean> {
    const [declared] = await this.#runBetween(toEndOfNotebook(), [NAMES]) ?? [];
    if (declared === undefined) return false;
    const { names, hiding } = Names.parse(declared.content);
    if (hiding.length > 0) return false;
    const next = await this.#runBetween(toNextNotebook(names, overrides), []);
    // No cell updates a display of an earlier notebook.
    this.#outputs = new Outputs();
    return next !== null;
  }

  /** Runs a cell of ours. Returns its messages; null if it fails, or others than of these types arrive, or an output. */
  async #runBetween(
    code: string,
    types: readonly string[],
  ): Promise<readonly Broadcast[] | null> {
    const { status, outputs, broadcasts } = await this.execute(code, {
      timeoutSeconds: RESET_TIMEOUT_S,
    });
    const sent = broadcasts.map(({ type }) => type).join();
    return status === "ok" && outputs.length === 0 && sent === types.join()
      ? broadcasts
      : null;
  }

  /** Requests a shutdown, then kills the kernel after the reply or a timeout of 1 s. */
  async [Symbol.asyncDispose](): Promise<void> {
    using timer = sleep(SHUTDOWN_TIMEOUT_S);
    await Promise.race([
      this.#channels.shutDown(),
      this.#process.ended,
      timer.promise,
    ]);
    await this.#process[Symbol.asyncDispose]();
    this.#channels[Symbol.dispose]();
  }

  /** Connects, waits for the first reply and runs the preamble. Returns the reason of a failure, or an empty text. */
  async #prepare(preamble: string): Promise<string> {
    using timer = sleep(READY_TIMEOUT_S);
    const ending = await Promise.race([
      this.#channels.connect(this.#process.ended)
        .then(() => this.execute(preamble))
        .catch((error): Ending => ({ status: "died", detail: String(error) })),
      this.#ending.promise,
      timer.promise.then((): Ending => ({
        status: "timeout",
        detail: `no reply within ${READY_TIMEOUT_S} s`,
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
      this.#limitError ??= TooLarge.parse(content).detail;
      return;
    }
    this.#broadcasts.push({ type, content });
    if (type === REJECTION) {
      this.#rejected.dispatchEvent(new Event("rejection"));
    }
  }

  #watchRejections(enabled: boolean): DisposablePromise<Ending> {
    const { promise, resolve } = Promise.withResolvers<Ending>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const start = () => {
      timer = setTimeout(
        () =>
          resolve({
            status: "hung",
            detail: "still waiting after an uncaught error",
          }),
        REJECTION_GRACE_S * 1000,
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
