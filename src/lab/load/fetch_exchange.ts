/** Makes attempts by Deno's client, for what our own cannot: HTTP/2, certificates of clients, proxies. */
import { type Access, toClientOptions } from "../clients/access.ts";
import { type Attempt, unsuccessful } from "../clients/attempt.ts";
import { attemptFetch } from "../clients/fetch_attempt.ts";
import type { Exchange } from "../clients/http_exchange.ts";
import type { HttpResponse } from "../clients/http_response.ts";

/** Longest body of an answer, as that of our own client. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** Headers that the client sets itself. */
const setByClient = ["host", "content-length"];

const latin1 = new TextDecoder("latin1");

/**
 * Keeps one connection. A request that could not be written, as the server had closed the connection meanwhile, is written
 * again on a new one: that is the client's, and cannot be turned off.
 */
export class FetchExchange implements Exchange {
  readonly #client: Deno.HttpClient;
  readonly #origin: string;
  readonly #timeout: number;
  #closed = false;

  constructor(
    { host, port }: { readonly host: string; readonly port: number },
    { timeout, access }: {
      /** Seconds. */
      readonly timeout: number;
      readonly access: Access;
    },
  ) {
    const name = host.includes(":") ? `[${host}]` : host;
    this.#origin = `${access.encrypted ? "https" : "http"}://${name}:${port}`;
    this.#client = Deno.createHttpClient(
      toClientOptions(access, { host, port }),
    );
    this.#timeout = timeout;
  }

  /** The request is written as HTTP/1.1; its bytes may change once this returns. */
  send(
    request: Uint8Array,
    classify: (response: HttpResponse) => Attempt,
  ): Promise<Attempt> {
    if (this.#closed) {
      return Promise.resolve(
        unsuccessful("cancelled", "the client was closed"),
      );
    }
    const { path, ...init } = readRequest(request);
    return attemptFetch(`${this.#origin}${path}`, {
      client: this.#client,
      timeout: this.#timeout,
      ...init,
    }, async (response) => {
      const body = await readBody(response);
      return classify({
        status: response.status,
        body,
        reusable: true,
        cookies: response.headers.getSetCookie(),
      });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#client.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

/** Returns the parts of a request that was written as HTTP/1.1. */
function readRequest(request: Uint8Array): {
  readonly method: string;
  readonly path: string;
  readonly headers: [string, string][];
  readonly body: Uint8Array<ArrayBuffer> | null;
} {
  const end = endOfHead(request);
  const [first = "", ...lines] = latin1.decode(request.subarray(0, end))
    .split("\r\n");
  const [method = "", path = ""] = first.split(" ");
  const headers = lines.flatMap((line): [string, string][] => {
    const at = line.indexOf(": ");
    const name = line.slice(0, at);
    return at < 1 || setByClient.includes(name)
      ? []
      : [[name, line.slice(at + 2)]];
  });
  // What is compressed would be another size than was sent.
  if (!headers.some(([name]) => name === "accept-encoding")) {
    headers.push(["accept-encoding", "identity"]);
  }
  const body = request.slice(end + 4);
  return { method, path, headers, body: body.length === 0 ? null : body };
}

/** Returns where the blank line after the head begins. */
function endOfHead(bytes: Uint8Array): number {
  const CR = 13;
  for (let i = bytes.indexOf(CR); i >= 0; i = bytes.indexOf(CR, i + 1)) {
    if (bytes[i + 2] === CR) return i;
  }
  throw new TypeError("Cannot send a request as it has no end of its head");
}

/** Returns a body. Throws Error for one that is longer than memory should hold. */
async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) {
      throw new Error(
        `the body of the answer has more than ${MAX_BODY_BYTES} bytes`,
      );
    }
    chunks.push(chunk);
  }
  const [only = new Uint8Array()] = chunks;
  if (chunks.length <= 1) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
