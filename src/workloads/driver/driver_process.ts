/** The process of a driver: it ends, or is ended, and then its results are imported. */
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { Driver } from "./driver.ts";

/** A program that ends a second before its time has not been cut off. */
const TOLERANCE_MS = 1000;

export interface DriverProcessOptions {
  readonly driver: Pick<Driver, "exit_codes" | "stop_signal" | "end_timeout">;
  /** Name of the program, for errors. */
  readonly program: string;
  readonly process: ManagedProcess;
  /** When it ends by itself, in ms of `performance.now()`; null for one that does not know for how long it runs. */
  readonly endsAt: number | null;
  /** Aborts if the run is to end at once, without results. */
  readonly signal: AbortSignal;
  /** Makes rows of its results, once it has ended. */
  readonly importResults: () => Promise<void>;
  readonly onWarning: (code: string, message: string) => void;
}

/** A driver that runs. */
export class DriverProcess implements AsyncDisposable {
  /** Resolves when it has ended, with what was wrong with that; empty if nothing was, or it was asked to end. */
  readonly ended: Promise<string>;
  readonly #options: DriverProcessOptions;
  readonly #exited: Promise<true>;
  #stopping: Promise<void> | null = null;
  /** Whether it was asked to end. */
  #asked = false;

  constructor(options: DriverProcessOptions) {
    this.#options = options;
    this.ended = options.process.ended().then((status) =>
      this.#asked ? "" : this.#judge(status)
    );
    this.#exited = this.ended.then(() => true);
  }

  /**
   * Waits until it has ended, or ends it, and imports its results. Throws Error if it failed, or left none. A second call
   * returns the same promise.
   */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  async #stop(): Promise<void> {
    const { signal, process, importResults } = this.#options;
    if (!await this.#endsByItself()) await this.#end();
    if (signal.aborted) {
      this.#asked = true;
      // It gets less time than for its results, which nobody waits for.
      return await process.stop();
    }
    const problem = await this.ended;
    if (problem !== "") throw new Error(problem);
    await importResults();
  }

  async #endsByItself(): Promise<boolean> {
    const { driver, endsAt } = this.#options;
    const left = endsAt === null ? Infinity : endsAt - performance.now();
    // Where the run was cut short, nobody waits for the rest.
    return await this.#exits(
      left > TOLERANCE_MS ? 0 : Math.max(0, left) + 1000 * driver.end_timeout,
    );
  }

  /** Asks it to end, and kills it if it does not. */
  async #end(): Promise<void> {
    const { driver, process, signal, onWarning } = this.#options;
    if (signal.aborted) return;
    this.#asked = true;
    process.signal(driver.stop_signal);
    if (await this.#exits(1000 * driver.end_timeout) || signal.aborted) return;
    onWarning(
      "driver-killed",
      `the driver did not end within ${driver.end_timeout} s of ${driver.stop_signal}, and was killed: its results may be cut off`,
    );
    await process.kill();
  }

  /** Whether it ends within some milliseconds, and before the run is interrupted. */
  async #exits(ms: number): Promise<boolean> {
    const { signal } = this.#options;
    const late = Promise.withResolvers<false>();
    const giveUp = () => late.resolve(false);
    const timer = setTimeout(giveUp, signal.aborted ? 0 : ms);
    signal.addEventListener("abort", giveUp);
    const exits = await Promise.race([this.#exited, late.promise]);
    clearTimeout(timer);
    signal.removeEventListener("abort", giveUp);
    return exits;
  }

  /** Returns why an exit that was not asked for is a failure; empty if it is none. */
  async #judge({ code, signal }: Deno.CommandStatus): Promise<string> {
    const { driver, process, program } = this.#options;
    if (signal === null && driver.exit_codes.includes(code)) return "";
    const tail = await process.logTail();
    return `the driver failed: ${program} ended with ${
      signal ?? `exit ${code}`
    }: ${tail === "" ? "it wrote no error" : tail}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // stop() has already thrown it, or another error is being thrown, which must not be hidden.
    await this.stop().catch(() => {});
  }
}
