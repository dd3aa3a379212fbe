/** Serves the live page on this machine: one reader of the records, any number of viewers. */
import { SessionWatch } from "../lab/monitor/session_watch.ts";
import type { FindOutline } from "../lab/monitor/session_progress.ts";
import { UsageError } from "../record/mod.ts";
import { Publisher } from "./publisher.ts";
import { answer } from "./requests.ts";
import { Viewers } from "./viewers.ts";

export interface LiveServerOptions {
  /** Folder of records. */
  readonly data: string;
  /** Folder of the reports of runs. */
  readonly reports: string;
  readonly findOutline: FindOutline;
  /** 0 takes a free port. @default {0} */
  readonly port?: number;
  /** Milliseconds between two looks at the records. @default {1000} */
  readonly interval?: number;
}

/** Silence after which viewers get a comment, so that both sides notice a connection that is gone. */
const MAX_SILENCE_MS = 15_000;

export class LiveServer implements AsyncDisposable {
  readonly url: string;
  /** Settles when the server has ended; rejects with the error if the records cannot be read. */
  readonly finished: Promise<void>;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #viewers = new Viewers();
  readonly #ended = new AbortController();

  private constructor(
    { data, reports, findOutline, port = 0, interval = 1000 }:
      LiveServerOptions,
  ) {
    const publisher = new Publisher();
    const viewers = this.#viewers;
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port,
      onListen: () => {},
      // The browser shows that the connection failed; the page connects again.
      onError: () => new Response("Internal error\n", { status: 500 }),
    }, (request) =>
      answer(request, {
        ...{ port: this.#server.addr.port, publisher, viewers, reports },
      }));
    this.url = `http://127.0.0.1:${this.#server.addr.port}/`;
    const watch = new SessionWatch(data, { findOutline });
    this.finished = follow(
      async () => publisher.publish(await watch.poll()),
      { viewers, interval, signal: this.#ended.signal },
    );
  }

  /** Starts a server. Throws `UsageError` if the port is taken, or not allowed. */
  static start(options: LiveServerOptions): LiveServer {
    try {
      return new LiveServer(options);
    } catch (error) {
      if (
        error instanceof Deno.errors.AddrInUse ||
        error instanceof Deno.errors.PermissionDenied
      ) {
        throw new UsageError(
          `Cannot serve at port ${options.port} as it is taken or not allowed: use another --port, or none`,
        );
      }
      throw error;
    }
  }

  /** Number of viewers. */
  get viewers(): number {
    return this.#viewers.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    this.#viewers.close();
    await this.#server.shutdown();
    // Its error is that of `finished`.
    await this.finished.catch(() => {});
  }
}

interface FollowOptions {
  readonly viewers: Viewers;
  readonly interval: number;
  readonly signal: AbortSignal;
}

/** Sends what is new at every interval, until `signal` aborts. */
async function follow(
  next: () => Promise<string>,
  { viewers, interval, signal }: FollowOptions,
): Promise<void> {
  let lastSent = performance.now();
  while (!signal.aborted) {
    const began = performance.now();
    const messages = await next();
    const isSilent = messages === "" && began - lastSent > MAX_SILENCE_MS;
    if (messages !== "" || isSilent) lastSent = began;
    viewers.send(isSilent ? ":\n\n" : messages);
    await pause(Math.max(0, interval - (performance.now() - began)), signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}
