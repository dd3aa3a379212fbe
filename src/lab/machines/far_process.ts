/** The process of a node on another machine, behind the same face as one of this machine. */
import { RUN_ENV_VAR } from "../processes/cleanup_watchdog.ts";
import type { ProgramOptions } from "../processes/managed_process.ts";
import {
  areStopped,
  type FarMachine,
  GRACE_PERIOD_MS,
  type NodeProcess,
  TAIL_BYTES,
  terminatingSignals,
  toTail,
} from "../processes/node_process.ts";
import { quoteInLine } from "../processes/shell_quote.ts";
import { partsOf } from "./far_answers.ts";
import type { FarConnection } from "./far_connection.ts";
import { measureFarClock } from "./far_clock.ts";
import { type FarFacts, toFarReading } from "./far_reading.ts";

/** Times that a paused process is looked at until all its threads are stopped; each is a round trip. */
const MAX_LOOKS = 100;

/** Time in which the other machine must tell that a process has started; then the connection is ended. */
const START_TIMEOUT_MS = 20_000;

/** The same for one that has ended, after SIGKILL. */
const KILL_TIMEOUT_MS = 10_000;

/** Of a process whose connection has ended: the other side kills it, and nobody hears its code. */
const unheard: Deno.CommandStatus = { success: false, code: 255, signal: null };

/** Numbers of the signals by which programs end, as on every Linux. A code of 128 and the number stands for the signal. */
const signals: Readonly<Record<number, Deno.Signal>> = {
  ...{ 1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 6: "SIGABRT" },
  ...{ 7: "SIGBUS", 8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE" },
  ...{ 15: "SIGTERM" },
};

/** From one start to the exit that follows. */
interface Life {
  readonly started: PromiseWithResolvers<void>;
  readonly ended: PromiseWithResolvers<Deno.CommandStatus>;
  isOver: boolean;
}

export interface FarProcessOptions extends Required<ProgramOptions> {
  readonly name: string;
  readonly facts: FarFacts;
}

/** Starts, signals and reads the program of a connection; ends with the connection. */
export class FarProcess implements NodeProcess {
  readonly name: string;
  readonly command: readonly string[];
  readonly far: FarMachine;
  readonly #connection: FarConnection;
  readonly #options: FarProcessOptions;
  readonly #exitListeners = new Set<(status: Deno.CommandStatus) => void>();
  #pid: number | null = null;
  /** The last one; null before the first start. */
  #life: Life | null = null;
  /** True if a terminating signal was sent since the last start. */
  #terminating = false;
  #lost = "";
  /** Why the last start failed on the other machine, where its log may not say so. */
  #problem = "";

  constructor(
    connection: FarConnection,
    command: readonly string[],
    options: FarProcessOptions,
  ) {
    this.name = options.name;
    this.command = command;
    this.#connection = connection;
    this.#options = options;
    const { host, token } = connection;
    const { system, cores, memory, ticks } = options.facts;
    this.far = {
      ...{ host, system, cores, memory },
      async read() {
        const { code, text } = await connection.request("reading");
        return code === 0 ? toFarReading(partsOf(text, token), ticks) : null;
      },
      measureClock: () => measureFarClock(connection),
    };
    connection.onNotice(([word, ...rest]) => {
      if (word === "started") this.#onStart(Number(rest[0]));
      if (word === "failed") this.#problem = rest.join(" ");
      if (word === "ended") this.#onEnd(toStatus(Number(rest[0])));
    });
    void connection.ended.then((reason) => {
      this.#lost = `the connection to ${host} has ended: ${reason}`;
      this.#onEnd(unheard);
    });
  }

  get folder(): string {
    return this.#options.facts.folder;
  }

  get pid(): number | null {
    return this.#pid;
  }

  /** Resolves when it runs, or has ended already. Throws an Error if the connection has ended. */
  async start(command: readonly string[] = this.command): Promise<void> {
    if (this.#isAlive()) return;
    const life: Life = {
      started: Promise.withResolvers(),
      ended: Promise.withResolvers(),
      isOver: false,
    };
    this.#life = life;
    this.#problem = "";
    this.#terminating = false;
    const { env, cwd } = this.#options;
    const launch = toLaunch(command, env, cwd === "" ? this.folder : cwd);
    try {
      await this.#connection.request(`launch ${quoteInLine(launch)}`);
    } catch (error) {
      this.#onEnd(unheard);
      throw error;
    }
    const timer = setTimeout(
      () => this.#connection.abort("it does not start programs"),
      START_TIMEOUT_MS,
    );
    await life.started.promise;
    clearTimeout(timer);
  }

  signal(signal: Deno.Signal): boolean {
    if (this.#pid === null) return false;
    if (terminatingSignals.has(signal)) this.#terminating = true;
    this.#connection.request(`send ${signal.slice("SIG".length)}`).catch(() => {
      // The connection has ended, and the process with it.
    });
    return true;
  }

  onUnexpectedExit(listener: (status: Deno.CommandStatus) => void): Disposable {
    this.#exitListeners.add(listener);
    return {
      [Symbol.dispose]: () => void this.#exitListeners.delete(listener),
    };
  }

  async pause(): Promise<void> {
    if (!this.signal("SIGSTOP")) return;
    for (let looks = 0; looks < MAX_LOOKS; looks++) {
      const { text } = await this.#connection.request("threads");
      // It may have ended, which is told by the way of all exits.
      if (this.#pid === null) return;
      if (text !== "" && areStopped(text.split("\n"))) return;
    }
    throw new Error(
      `Cannot pause ${this.name} as it still runs after SIGSTOP: its pid on ${this.far.host} is ${this.#pid}`,
    );
  }

  resume(): void {
    this.signal("SIGCONT");
  }

  async ended(): Promise<Deno.CommandStatus> {
    if (this.#life === null) {
      throw new TypeError(
        `Cannot wait for ${this.name} as it was never started`,
      );
    }
    return await this.#life.ended.promise;
  }

  async stop(): Promise<void> {
    if (!this.#isAlive()) return;
    this.signal(this.#options.stopSignal);
    this.signal("SIGCONT");
    const timer = setTimeout(() => this.signal("SIGKILL"), GRACE_PERIOD_MS);
    await this.#waitForEnd(GRACE_PERIOD_MS + KILL_TIMEOUT_MS);
    clearTimeout(timer);
  }

  async kill(): Promise<void> {
    if (!this.#isAlive()) return;
    this.signal("SIGKILL");
    await this.#waitForEnd(KILL_TIMEOUT_MS);
  }

  async readLog(bytes: number): Promise<string> {
    const answer = await this.#connection.request(`log_end ${bytes}`)
      .catch(() => null);
    return answer?.text ?? "";
  }

  /** Of a connection that has ended, the reason: the log is gone with the other side. */
  async logTail(lines = 3): Promise<string> {
    const log = await this.readLog(TAIL_BYTES);
    return this.#lost || this.#problem || toTail(log, lines);
  }

  #isAlive(): boolean {
    return this.#life !== null && !this.#life.isOver;
  }

  #onStart(pid: number): void {
    if (!this.#isAlive()) return;
    this.#pid = pid;
    this.#life?.started.resolve();
  }

  #onEnd(status: Deno.CommandStatus): void {
    const life = this.#life;
    if (life === null || life.isOver) return;
    life.isOver = true;
    this.#pid = null;
    life.started.resolve();
    life.ended.resolve(status);
    if (this.#terminating) return;
    for (const listener of this.#exitListeners) listener(status);
  }

  /** A machine that does not answer would hold up the end of the run. */
  async #waitForEnd(milliseconds: number): Promise<void> {
    const timer = setTimeout(
      () => this.#connection.abort("it does not tell that a program has ended"),
      milliseconds,
    );
    await this.ended();
    clearTimeout(timer);
  }
}

/** Returns what the shell on the other machine evaluates to become the program, in one line. */
function toLaunch(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd: string,
): string {
  const variables = Object.entries(env)
    // By which the script finds what has left its group.
    .filter(([key]) => key !== RUN_ENV_VAR)
    .map(([key, value]) => `export ${key}=${quoteInLine(value)}; `);
  return `cd ${quoteInLine(cwd)} || exit 126; ${variables.join("")}exec ${
    command.map(quoteInLine).join(" ")
  }`;
}

function toStatus(code: number): Deno.CommandStatus {
  const signal = signals[code - 128] ?? null;
  return { success: code === 0, code, signal };
}
