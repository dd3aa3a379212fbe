/** A connection by ssh to another machine, with the script there that runs the program of one node. */
import agent from "./far_agent.sh" with { type: "text" };
import { RUN_ENV_VAR } from "../processes/cleanup_watchdog.ts";
import { quoteWord } from "../processes/shell_quote.ts";
import { UnavailableError } from "../processes/unavailable.ts";
import { type FarAnswer, FarAnswers } from "./far_answers.ts";
import { missingSsh, sshCommand, type SshTarget } from "./ssh_command.ts";

/** Time between two signs of life. */
const BEAT_MS = 1000;

/** Characters of the last line of the client that are kept, and of a line that has not ended. */
const MAX_REASON_CHARS = 300;
const MAX_LINE_CHARS = 10_000;

/** Time in which the other side has cleaned up and the client has ended; then it is killed. */
const END_TIMEOUT_MS = 10_000;

export interface FarConnectionOptions {
  /** Name of the folder on the other machine, in its folder for temporary files; none may be there yet. */
  readonly name: string;
  /** Temporary folder of the run on this machine, by which its watchdog finds the client. */
  readonly folder: string;
  /** Seconds without a request after which the other side ends everything; up to twice as many may pass. @default {10} */
  readonly silence?: number;
  /**
   * Seconds after which a request counts as never answered: the other machine may take a connection, and hang. Logging in
   * is a part of the first.
   * @default {60}
   */
  readonly patience?: number;
}

interface Pending {
  /** When it was sent, by the clock of `performance`. */
  readonly since: number;
  readonly resolve: (answer: FarAnswer) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Sends requests to the script `far_agent.sh`. However the connection ends, the script ends what it started and removes its
 * folder: at once when its input ends, and after a silence.
 */
export class FarConnection implements AsyncDisposable {
  /** As the user's ssh client names it. */
  readonly host: string;
  /** Marks what the script writes. */
  readonly token = crypto.randomUUID();
  /** Resolves to the reason when the connection has ended; never rejects. */
  readonly ended: Promise<string>;
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #pending: Pending[] = [];
  readonly #listeners = new Set<(words: readonly string[]) => void>();
  readonly #beat: ReturnType<typeof setInterval>;
  /** Why it was ended from here; empty if it was not. */
  #cause = "";
  /** Last line of the client, or of the script, that is for people. */
  #said = "";
  #reason: string | null = null;

  /** Starts the client. Throws `UnavailableError` if it is not installed. */
  constructor(
    target: SshTarget,
    { name, folder, silence = 10, patience = 60 }: FarConnectionOptions,
  ) {
    this.host = target.host;
    const variables = { name, token: this.token, silence: String(silence) };
    const script = new TextEncoder().encode(
      Object.entries(variables)
        .map(([key, value]) => `${key}=${quoteWord(value)}\n`).join("") + agent,
    );
    // The script comes by the input: any login shell understands this line, and other users see no more of it.
    const command =
      `exec sh -c 'eval "$(dd bs=1 count=${script.length} 2>/dev/null)"'`;
    this.#child = spawnClient(target, command, folder);
    this.#input = this.#child.stdin.getWriter();
    this.ended = this.#watch();
    this.#send(script);
    this.#beat = setInterval(() => {
      const [oldest] = this.#pending;
      if (oldest && performance.now() - oldest.since > patience * 1000) {
        this.abort(`it has not answered for ${patience} s`);
        return;
      }
      this.request(":").catch(() => {
        // The connection has ended, which `ended` tells.
      });
    }, BEAT_MS);
  }

  /** Why the connection has ended; null while it stands. */
  get reason(): string | null {
    return this.#reason;
  }

  /**
   * Has a line of the script's requests executed, and returns the answer. Requests are answered one after the other. Throws
   * an Error with the reason if the connection has ended, or ends meanwhile.
   */
  request(line: string): Promise<FarAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<FarAnswer>();
    if (this.#reason !== null) reject(this.#toError());
    else {
      this.#pending.push({ resolve, reject, since: performance.now() });
      this.#send(new TextEncoder().encode(`${line}\n`));
    }
    return promise;
  }

  /** Calls `listener` with what the script tells unasked: `started 4711`, `ended 0`, `failed` and why. */
  onNotice(listener: (words: readonly string[]) => void): void {
    this.#listeners.add(listener);
  }

  /** Ends the connection, and with it all that the script started there; waits for that, at most 10 s. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#beat);
    const timer = setTimeout(() => this.abort(), END_TIMEOUT_MS);
    await this.#input.close().catch(() => {
      // The client has ended.
    });
    await this.ended;
    clearTimeout(timer);
  }

  /** Kills the client, for a reason; the other side notices that its input has ended, or is silent. */
  abort(cause = ""): void {
    if (this.#reason !== null) return;
    this.#cause ||= cause;
    try {
      // Its group: the client of a jump host, which it has started, would keep its streams open.
      Deno.kill(-this.#child.pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }

  #send(bytes: Uint8Array): void {
    this.#input.write(bytes).catch(() => {
      // The client has ended, which `ended` tells.
    });
  }

  async #watch(): Promise<string> {
    const [{ code }] = await Promise.all([
      this.#child.status,
      this.#readAnswers(),
      this.#readNotices(),
    ]);
    clearInterval(this.#beat);
    this.#reason = this.#cause || this.#said || `ssh ended with code ${code}`;
    for (const { reject } of this.#pending.splice(0)) reject(this.#toError());
    return this.#reason;
  }

  async #readAnswers(): Promise<void> {
    const answers = new FarAnswers(this.token);
    try {
      for await (const text of toText(this.#child.stdout)) {
        for (const answer of answers.add(text)) {
          this.#pending.shift()?.resolve(answer);
        }
      }
    } catch (error) {
      this.abort((error as Error).message);
    }
  }

  async #readNotices(): Promise<void> {
    const mark = `${this.token} `;
    let rest = "";
    for await (const text of toText(this.#child.stderr)) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()?.slice(-MAX_LINE_CHARS) ?? "";
      for (const line of lines) {
        if (line.startsWith(mark)) {
          const words = line.slice(mark.length).split(" ");
          for (const listener of this.#listeners) listener(words);
        } else if (line.trim() !== "") {
          this.#said = line.trim().slice(0, MAX_REASON_CHARS);
        }
      }
    }
  }

  #toError(): Error {
    return new Error(
      `Cannot use ${this.host} as its connection has ended: ${this.#reason}`,
    );
  }
}

function spawnClient(
  target: SshTarget,
  command: string,
  folder: string,
): Deno.ChildProcess {
  const [program = "", ...args] = sshCommand(target, command);
  try {
    return new Deno.Command(program, {
      args,
      env: { [RUN_ENV_VAR]: folder },
      ...{ stdin: "piped", stdout: "piped", stderr: "piped" },
      // Ctrl-C in a terminal must reach only the runner, which then shuts the nodes down in order.
      detached: true,
    }).spawn();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new UnavailableError(missingSsh(target.host), { cause: error });
  }
}

/** Bytes that are no text become the replacement character. */
function toText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): ReadableStream<string> {
  return stream.pipeThrough(new TextDecoderStream());
}
