/** A TCP proxy whose traffic can be delayed, throttled, dropped or reset. */
import {
  type LinkConditions,
  ProxiedStream,
  TokenBucket,
  unimpaired,
} from "./proxied_stream.ts";

export { type LinkConditions, unimpaired } from "./proxied_stream.ts";

/** Address that a proxy listens on, or forwards to. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** A proxied connection: the sockets to client and target, and a stream in each direction. */
interface Pair {
  readonly sockets: readonly Deno.TcpConn[];
  readonly streams: readonly ProxiedStream[];
  readonly closed: PromiseWithResolvers<void>;
}

/**
 * Forwards connections to a target. All connections share the bandwidth of a direction. Dropped bytes are lost, so
 * connections that lost some are closed when dropping ends: a stream with missing bytes is never continued.
 */
export class TcpProxy implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #target: Address;
  readonly #buckets = [new TokenBucket(), new TokenBucket()] as const;
  readonly #pairs = new Set<Pair>();
  readonly #forwarding = new Set<Promise<void>>();
  readonly #served: Promise<void>;
  #conditions = unimpaired;
  #closed = false;

  private constructor(listener: Deno.TcpListener, target: Address) {
    this.#listener = listener;
    this.#target = target;
    this.port = listener.addr.port;
    this.#served = this.#serve();
  }

  /** Listens, on a free port by default. The target need not listen yet. Rejects with AddrInUse. */
  // deno-lint-ignore require-await
  static async listen(
    target: Address,
    { hostname = "127.0.0.1", port = 0 }: Partial<Address> = {},
  ): Promise<TcpProxy> {
    return new TcpProxy(Deno.listen({ hostname, port }), target);
  }

  /** Current conditions. */
  get conditions(): LinkConditions {
    return this.#conditions;
  }

  /** Changes the conditions, also of open connections and bytes in flight. */
  set(conditions: LinkConditions): void {
    this.#conditions = conditions;
    for (const bucket of this.#buckets) bucket.reset();
    for (const pair of this.#pairs) {
      for (const stream of pair.streams) stream.wake();
      if (!conditions.drop && hasLostBytes(pair)) close(pair);
    }
  }

  /** Closes all connections at once, discarding bytes in flight; new ones are accepted. */
  reset(): void {
    for (const pair of this.#pairs) close(pair);
  }

  async #serve(): Promise<void> {
    for await (const client of this.#listener) {
      const forwarding = this.#forward(client);
      this.#forwarding.add(forwarding);
      forwarding.finally(() => this.#forwarding.delete(forwarding));
    }
  }

  /** Forwards one connection until both streams have ended, or a socket is closed. */
  async #forward(client: Deno.TcpConn): Promise<void> {
    const target = await Deno.connect(this.#target).catch(() => null);
    if (!target || this.#closed) {
      target?.close();
      return client.close();
    }
    const [toTarget, toClient] = this.#buckets;
    const conditions = () => this.#conditions;
    const pair: Pair = {
      sockets: [client, target],
      streams: [
        new ProxiedStream(client, target, { conditions, bucket: toTarget }),
        new ProxiedStream(target, client, { conditions, bucket: toClient }),
      ],
      closed: Promise.withResolvers(),
    };
    this.#pairs.add(pair);
    await Promise.all(pair.streams.map((stream) =>
      stream.run().catch(() => {
        // A socket was closed. While the link drops bytes, the other side must not notice.
        if (this.#conditions.drop) stream.lostBytes = true;
        else close(pair);
      })
    ));
    if (!hasLostBytes(pair)) close(pair);
    await pair.closed.promise;
    this.#pairs.delete(pair);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) this.#listener.close();
    this.#closed = true;
    await this.#served;
    this.reset();
    await Promise.all(this.#forwarding);
  }
}

function hasLostBytes({ streams }: Pair): boolean {
  return streams.some(({ lostBytes }) => lostBytes);
}

function close({ sockets, streams, closed }: Pair): void {
  for (const stream of streams) stream.stop();
  for (const socket of sockets) {
    try {
      socket.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
  closed.resolve();
}
