/** A TCP proxy whose traffic can be delayed, throttled, dropped or reset. */
import { calm, Flow, Pace, type Weather } from "./proxied_stream.ts";

export { calm, type Weather } from "./proxied_stream.ts";

/** Where a proxy listens, or what it leads to. */
export interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** One connection: both ends, and what goes which way. */
interface Pair {
  readonly ends: readonly Deno.TcpConn[];
  readonly flows: readonly Flow[];
  readonly gone: PromiseWithResolvers<void>;
}

/**
 * Stands between a target and those who connect to it. Connections of one direction share the bandwidth. Swallowed bytes
 * are lost, so connections that lost some are cut when the drop ends: a stream with a hole is never continued.
 */
export class TcpProxy implements AsyncDisposable {
  readonly port: number;
  readonly #listener: Deno.TcpListener;
  readonly #target: Address;
  readonly #paces = [new Pace(), new Pace()] as const;
  readonly #pairs = new Set<Pair>();
  readonly #carried = new Set<Promise<void>>();
  readonly #served: Promise<void>;
  #weather = calm;
  #closed = false;

  private constructor(listener: Deno.TcpListener, target: Address) {
    this.#listener = listener;
    this.#target = target;
    this.port = listener.addr.port;
    this.#served = this.#serve();
  }

  /** Listens, on a free port unless one is given. The target need not be there yet. Rejects with AddrInUse. */
  // deno-lint-ignore require-await
  static async listen(
    target: Address,
    { hostname = "127.0.0.1", port = 0 }: Partial<Address> = {},
  ): Promise<TcpProxy> {
    return new TcpProxy(Deno.listen({ hostname, port }), target);
  }

  /** Changes the weather, also for connections that live and bytes that are on their way. */
  set(weather: Weather): void {
    this.#weather = weather;
    for (const pace of this.#paces) pace.reset();
    for (const pair of this.#pairs) {
      for (const flow of pair.flows) flow.wake();
      if (!weather.drop && pair.flows.some(({ holed }) => holed)) cut(pair);
    }
  }

  /** Cuts all connections at once, whatever is on its way; new ones are taken. */
  reset(): void {
    for (const pair of this.#pairs) cut(pair);
  }

  async #serve(): Promise<void> {
    for await (const client of this.#listener) {
      const carried = this.#carry(client);
      this.#carried.add(carried);
      carried.finally(() => this.#carried.delete(carried));
    }
  }

  /** Carries one connection until both ends have had their say, or one is gone. */
  async #carry(client: Deno.TcpConn): Promise<void> {
    const target = await Deno.connect(this.#target).catch(() => null);
    if (!target || this.#closed) {
      target?.close();
      return client.close();
    }
    const [toTarget, toClient] = this.#paces;
    const weather = () => this.#weather;
    const pair: Pair = {
      ends: [client, target],
      flows: [
        new Flow(client, target, { weather, pace: toTarget }),
        new Flow(target, client, { weather, pace: toClient }),
      ],
      gone: Promise.withResolvers(),
    };
    this.#pairs.add(pair);
    await Promise.all(pair.flows.map((flow) =>
      flow.run().catch(() => {
        // An end is gone. Nobody hears of that while nothing comes through.
        if (this.#weather.drop) flow.holed = true;
        else cut(pair);
      })
    ));
    if (!pair.flows.some(({ holed }) => holed)) cut(pair);
    await pair.gone.promise;
    this.#pairs.delete(pair);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) this.#listener.close();
    this.#closed = true;
    await this.#served;
    this.reset();
    await Promise.all(this.#carried);
  }
}

function cut({ ends, flows, gone }: Pair): void {
  for (const flow of flows) flow.stop();
  for (const end of ends) {
    try {
      end.close();
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }
  gone.resolve();
}
