/** Browser for tests: headless Chromium, controlled by the Chrome DevTools Protocol. */
import { findProgram } from "./programs.ts";

/** Path of Chromium; null if it is not installed. */
export const chromium = findProgram("chromium") ??
  findProgram("chromium-browser") ?? findProgram("google-chrome");

/** An event of the protocol. */
export interface BrowserEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Reply {
  readonly id?: number;
  readonly result?: Record<string, unknown>;
  readonly error?: { readonly message: string };
}

/** A machine may be twenty times slower than an idle one. */
const START_TIMEOUT_MS = 60_000;
const CALL_TIMEOUT_MS = 60_000;

/** A page in its own browser, which ends with it. */
export class Browser implements AsyncDisposable {
  /** Events since the last `events.length = 0`. */
  readonly events: BrowserEvent[] = [];
  readonly #child: Deno.ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  #socket: WebSocket | null = null;
  #lastId = 0;

  private constructor(child: Deno.ChildProcess, folder: string) {
    this.#child = child;
    this.#folder = folder;
  }

  /** Starts the browser with an empty page. Throws if it is not ready within a minute. */
  static async start(): Promise<Browser> {
    const folder = await Deno.makeTempDir({ prefix: "loadline-browser-" });
    const child = new Deno.Command(chromium ?? "chromium", {
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--remote-debugging-port=0",
        `--user-data-dir=${folder}`,
        "about:blank",
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    const browser = new Browser(child, folder);
    try {
      await browser.#connect(await pageAddress(folder));
    } catch (error) {
      await browser[Symbol.asyncDispose]();
      throw error;
    }
    return browser;
  }

  /** Calls a method of the protocol and returns its result. Throws an Error with the browser's error message. */
  async call(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, unknown>> {
    const id = ++this.#lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const timer = setTimeout(
      () => reject(new Error(`Cannot call ${method}: no response`)),
      CALL_TIMEOUT_MS,
    );
    this.#waiting.set(id, resolve);
    try {
      this.#socket?.send(JSON.stringify({ id, method, params }));
      const { result, error } = await promise;
      if (error) throw new Error(`Cannot call ${method}: ${error.message}`);
      return result ?? {};
    } finally {
      clearTimeout(timer);
      this.#waiting.delete(id);
    }
  }

  /** Opens an address and returns when the page is loaded. */
  async open(url: string): Promise<void> {
    this.events.length = 0;
    const { errorText } = await this.call("Page.navigate", { url });
    if (errorText) throw new Error(`Cannot open ${url}: ${errorText}`);
    await until(
      () => this.events.some(({ method }) => method === "Page.loadEventFired"),
      `Cannot open ${url}: it did not finish loading`,
    );
  }

  /** Evaluates a JavaScript expression in the page; returns a JSON value. Throws an Error if the expression throws. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.call("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    }) as {
      result: { value?: unknown; description?: string };
      exceptionDetails?: unknown;
    };
    if (exceptionDetails) throw new Error(result.description);
    return result.value;
  }

  async #connect(address: string): Promise<void> {
    const socket = new WebSocket(address);
    this.#socket = socket;
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`Cannot connect to ${address}`));
    });
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data) as Reply & BrowserEvent;
      if (message.id === undefined) this.events.push(message);
      else this.#waiting.get(message.id)?.(message);
    };
    for (const domain of ["Page", "Runtime", "Network", "Log"]) {
      await this.call(`${domain}.enable`);
    }
  }

  /** Kills the browser and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket?.close();
    try {
      Deno.kill(this.#child.pid, "SIGKILL");
    } catch {
      // It has ended already.
    }
    await this.#child.status;
    await removeFolder(this.#folder);
  }
}

/** Waits for the browser to write its port, and returns the address of the page's debugger. */
async function pageAddress(folder: string): Promise<string> {
  let address = "";
  await until(async () => {
    try {
      const text = await Deno.readTextFile(`${folder}/DevToolsActivePort`);
      const port = Number(text.split("\n")[0]);
      const response = await fetch(`http://127.0.0.1:${port}/json/list`);
      const targets = await response.json() as {
        type: string;
        webSocketDebuggerUrl: string;
      }[];
      address = targets.find(({ type }) => type === "page")
        ?.webSocketDebuggerUrl ?? "";
    } catch {
      // It is still starting.
    }
    return address !== "";
  }, "Cannot start the browser: it opened no page to debug");
  return address;
}

async function until(
  isDone: () => boolean | Promise<boolean>,
  message: string,
): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (!await isDone()) {
    if (performance.now() > deadline) throw new Error(message);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Retries, as helper processes of the browser may still write for a moment after its end. */
async function removeFolder(folder: string): Promise<void> {
  for (let attempt = 1;; attempt++) {
    try {
      await Deno.remove(folder, { recursive: true });
      return;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return;
      if (attempt === 20) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
