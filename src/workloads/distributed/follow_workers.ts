/** Follows the workers of a distributed Locust by the lines of its master and by the processes that the lab started. */
import { z } from "zod";
import type { JsonLines } from "../../lab/processes/json_lines.ts";
import type { ManagedProcess } from "../../lab/processes/managed_process.ts";
import type { RowReceivers } from "../../lab/recording/row_receivers.ts";
import { repeat } from "../../lab/timing/periodic.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import type { Distributed } from "./distributed.ts";
import type { Accounted, WorkerAccount } from "./worker_account.ts";
import type { WorkerLine } from "./worker_lines.ts";

const POLL_INTERVAL_S = 0.1;

export interface FollowOptions
  extends Pick<RowReceivers, "onSamples" | "onEvents" | "onWarning"> {
  readonly master: ManagedProcess;
  /** Workers that the lab started; the lines of others tell of them. */
  readonly workers: readonly ManagedProcess[];
  readonly lines: JsonLines<WorkerLine>;
  readonly account: WorkerAccount;
  readonly lossPolicy: Distributed["on_loss"];
  /** Called once, with the reason, if the run is to fail. */
  readonly onFailure: (reason: string) => void;
}

/** The workers of one run, from their start until `finish()`. */
export class FollowedWorkers {
  readonly #options: FollowOptions;
  readonly #stop = new AbortController();
  readonly #subscriptions: readonly Disposable[];
  #reading: Promise<void> = Promise.resolve();
  #finished: Promise<string> | null = null;
  #started = false;
  /** Whether the master asks its workers to end: what leaves then is not lost. */
  #ending = false;
  #failure = "";

  constructor(options: FollowOptions) {
    this.#options = options;
    this.#subscriptions = options.workers.map((worker) =>
      worker.onUnexpectedExit(({ signal, code }) =>
        void this.#exited(worker, signal ?? `exit ${code}`)
      )
    );
    void repeat(() => this.#read(), {
      every: POLL_INTERVAL_S,
      signal: this.#stop.signal,
    });
  }

  /** True if all workers have joined and their users start. */
  get started(): boolean {
    return this.#started;
  }

  /** Process ids of the workers on this machine that run, and of the clients of those elsewhere. */
  get pids(): readonly number[] {
    return this.#options.workers.flatMap(({ pid }) => pid ?? []);
  }

  /**
   * Takes the last lines, once the master has ended, and records what is to be said of each worker. Returns why the run has
   * failed; empty if it has not. A second call returns the same promise.
   */
  finish(): Promise<string> {
    return this.#finished ??= this.#finish();
  }

  async #finish(): Promise<string> {
    const { account, onEvents, onWarning } = this.#options;
    this.#stop.abort();
    for (const subscription of this.#subscriptions) {
      subscription[Symbol.dispose]();
    }
    await this.#read();
    const { events, warnings } = account.close(timestamp());
    onEvents(events);
    for (const [code, message] of warnings) onWarning(code, message);
    return this.#failure;
  }

  /** Takes new lines; never throws. Calls follow each other. */
  #read(): Promise<void> {
    return this.#reading = this.#reading.then(async () => {
      try {
        await this.#takeLines();
      } catch (error) {
        this.#fail(
          `the lines of Locust's master cannot be read: ${
            error instanceof z.ZodError
              ? z.prettifyError(error).replaceAll("\n", " ")
              : (error as Error).message
          }`,
        );
      }
    });
  }

  async #takeLines(): Promise<void> {
    const { lines, account } = this.#options;
    for (const line of await lines.read()) {
      if (this.#ending) return;
      if (line.type === "started") {
        this.#started = true;
        continue;
      }
      this.#ending = line.type === "ending";
      const isLast = this.#ending;
      this.#add(account.take(line.workers, { at: timestamp(), isLast }));
    }
  }

  async #exited(worker: ManagedProcess, reason: string): Promise<void> {
    const at = timestamp();
    const { account, master } = this.#options;
    await this.#read();
    // A master that has ended fails the run by itself.
    if (this.#ending || master.pid === null) return;
    const tail = await worker.logTail(1);
    this.#add(
      account.exited(
        worker.name,
        tail === "" ? reason : `${reason}: ${tail}`,
        at,
      ),
    );
  }

  #add({ events, samples, losses }: Accounted): void {
    const { onEvents, onSamples, onWarning, lossPolicy } = this.#options;
    onEvents(events);
    onSamples(samples);
    for (const loss of losses) {
      onWarning("worker-lost", `${loss}; what it had not reported is missing`);
      if (lossPolicy === "fail") {
        this.#fail(`the driver lost a worker: ${loss}`);
      }
    }
  }

  #fail(reason: string): void {
    if (this.#failure !== "") return;
    this.#failure = reason;
    this.#options.onFailure(reason);
  }
}
