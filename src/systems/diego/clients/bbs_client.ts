/**
 * A client of the BBS: HTTP/1.1 with protobuf over TLS, and a certificate of its own. It keeps a number of connections, with
 * one request in flight on each; further requests wait their turn, and how long they waited is told.
 */
import { successful, unsuccessful } from "../../../lab/clients/attempt.ts";
import { HttpExchange } from "../../../lab/clients/http_exchange.ts";
import type { Route } from "../wire/routes.ts";
import { type BbsAnswer, toRefused } from "./bbs_answer.ts";
import type { BbsError } from "../wire/messages.ts";
import type { Identity } from "./tls_identity.ts";

/** Address of a server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

export interface BbsClientOptions {
  readonly identity: Identity;
  readonly connections: number;
  /** Seconds until a request is given up, from when it is sent. */
  readonly timeout: number;
}

export interface BbsClient extends Disposable {
  /** Makes one request; never throws, and never makes it again. */
  call<Request, Answer extends { readonly error: BbsError | null }>(
    route: Route<Request, Answer>,
    request: Request,
  ): Promise<BbsAnswer<Answer>>;
  /** Requests that wait for a connection now. */
  readonly waiting: () => number;
  /** Returns the longest wait for a connection since the last call, in seconds. */
  takeLongestWait(): number;
}

const encoder = new TextEncoder();

/** Returns a client; it connects when it is used. */
export function connectBbs(
  { host, port }: ServerAddress,
  { identity, connections, timeout }: BbsClientOptions,
): BbsClient {
  const tls = {
    caCerts: [identity.ca],
    identity: { cert: identity.cert, key: identity.key },
  };
  const free = Array.from(
    { length: connections },
    () => new HttpExchange({ host, port }, { timeout, tls }),
  );
  const all = [...free];
  const queue = toQueue<(exchange: HttpExchange) => void>();
  let longestWait = 0;

  const acquire = (): HttpExchange | Promise<HttpExchange> => {
    const exchange = free.pop();
    if (exchange) return exchange;
    const since = performance.now();
    return new Promise((resolve) =>
      queue.push((exchange) => {
        longestWait = Math.max(longestWait, performance.now() - since);
        resolve(exchange);
      })
    );
  };
  const release = (exchange: HttpExchange) => {
    const next = queue.shift();
    if (next) next(exchange);
    else free.push(exchange);
  };

  return {
    async call(route, request) {
      const bytes = toRequest(route.path, { host, port }, {
        body: route.request.encode(request),
      });
      const exchange = await acquire();
      try {
        let value: ReturnType<typeof route.answer.decode> | null = null;
        const attempt = await exchange.send(bytes, ({ status, body }) => {
          if (status !== 200) {
            return unsuccessful(
              "failed",
              `the BBS answers ${status} at ${route.path}`,
              `http-${status}`,
            );
          }
          const answer = route.answer.decode(body);
          const { error } = answer;
          if (error !== null) return toRefused(error);
          value = answer;
          return successful(body.length);
        });
        return { ...attempt, value };
      } finally {
        release(exchange);
      }
    },
    waiting: () => queue.size(),
    takeLongestWait() {
      const seconds = longestWait / 1000;
      longestWait = 0;
      return seconds;
    },
    [Symbol.dispose]() {
      for (const exchange of all) exchange.close();
    },
  };
}

/** Returns the bytes of a request. */
function toRequest(
  path: string,
  { host, port }: ServerAddress,
  { body }: { readonly body: Uint8Array },
): Uint8Array {
  const head = encoder.encode(
    `POST ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\n` +
      `content-type: application/x-protobuf\r\ncontent-length: ${body.length}\r\n\r\n`,
  );
  const bytes = new Uint8Array(head.length + body.length);
  bytes.set(head);
  bytes.set(body, head.length);
  return bytes;
}

/** A queue whose ends are both found at once, however long it is. */
function toQueue<T>() {
  let items: T[] = [];
  let at = 0;
  return {
    push: (item: T) => void items.push(item),
    shift(): T | undefined {
      if (at === items.length) return undefined;
      const item = items[at++];
      if (at > 1024 && at * 2 > items.length) {
        items = items.slice(at);
        at = 0;
      }
      return item;
    },
    size: () => items.length - at,
  };
}
