/** Drives requests over HTTP on sockets of the system, which take less of the processor than those of Deno. */
import type { Attempt } from "../../lab/clients/attempt.ts";
import { HttpCalls } from "../../lab/clients/http_client.ts";
import type { HttpResponse } from "../../lab/clients/http_response.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { drivePolled } from "../../lab/polled/drive_polled.ts";
import {
  type ExchangeOwner,
  PolledExchange,
} from "../../lab/polled/polled_exchange.ts";
import {
  createPolledLoop,
  type PolledLoop,
} from "../../lab/polled/polled_loop.ts";
import { SocketPoll } from "../../lab/polled/socket_poll.ts";
import { findSocketAddress } from "../../lab/polled/tcp_socket.ts";
import type { HttpClientSpec } from "../../lab/system/client_spec.ts";
import type { LoadPlan } from "./load_plan.ts";
import { groupByNode, type PlannedWorker } from "./planned_workers.ts";
import type { BegunRequest, RequestMix } from "./request_mix.ts";

/**
 * Opens what a plan can be driven on; null for another protocol, names of hosts, addresses for which there is no permission,
 * and where `SocketPoll` cannot be.
 */
export function openPollFor(
  { client, endpoints }: Pick<LoadPlan, "client" | "endpoints">,
): SocketPoll | null {
  const suits = client.protocol === "http" &&
    endpoints.every(({ host, port }) =>
      findSocketAddress(host, port) !== null && mayConnect(`${host}:${port}`)
    );
  return suits ? SocketPoll.open() : null;
}

/** Whether there is the permission to connect, for which Deno does not ask when the C library does. */
function mayConnect(host: string): boolean {
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

/** Says whose sockets drive a plan, on which the processor time of its load depends. */
export function describeSockets(
  plan: Pick<LoadPlan, "client" | "endpoints">,
): string {
  using poll = openPollFor(plan);
  return poll === null
    ? "the load uses sockets of Deno"
    : "the load uses sockets of Linux";
}

export interface PolledRequestsOptions {
  readonly poll: SocketPoll;
  readonly operations: ScheduledOperations;
  readonly requests: RequestMix;
  /** Returns numbers in [0, 1). */
  readonly random: () => number;
  /** Those of this thread. */
  readonly workers: readonly PlannedWorker[];
}

/**
 * Resolves once `operations` is stopped and nothing is in flight. Throws at once, before anything is sent, RangeError if the
 * rate of an open loop is not above 0, and TypeError if a request template is invalid.
 */
export function drivePolledRequests(
  plan: LoadPlan,
  { poll, operations, requests, random, workers }: PolledRequestsOptions,
): Promise<void> {
  const { client, loop, rate, threads, timeout } = plan;
  if (client.protocol !== "http") {
    throw new TypeError(`Cannot poll as ${client.protocol} is not HTTP`);
  }
  const polled = workers.map((worker) =>
    new PolledWorker(worker, {
      ...{ poll, operations, requests, spec: client, timeout },
      valueBytes: plan.value_size,
      onEnd: (worker, end) => polledLoop.ended(worker, end),
    })
  );
  const polledLoop = createPolledLoop<PolledWorker>({
    ...{ loop, random, operations, nodes: groupByNode(polled) },
    rate: rate / threads,
    send: (worker, due, now) => worker.send(due, now),
    skip: (worker, due) => worker.skip(due),
  });
  return drive(polledLoop, { poll, operations, workers: polled });
}

/** Drives a loop of workers, and closes their connections. */
async function drive(
  loop: PolledLoop<PolledWorker>,
  { poll, operations, workers }: {
    readonly poll: SocketPoll;
    readonly operations: ScheduledOperations;
    readonly workers: readonly PolledWorker[];
  },
): Promise<void> {
  using connections = new DisposableStack();
  for (const worker of workers) connections.use(worker);
  await drivePolled(poll, operations, loop);
}

interface PolledWorkerOptions
  extends Pick<PolledRequestsOptions, "poll" | "operations" | "requests"> {
  readonly spec: HttpClientSpec;
  /** Seconds. */
  readonly timeout: number;
  readonly valueBytes: number;
  /** Gets each end of a request, once it is recorded; `now` is in ms of `performance.now()`. */
  readonly onEnd: (
    worker: PolledWorker,
    end: { readonly refused: boolean; readonly now: number },
  ) => void;
}

/** Makes one request at a time, and records it. */
class PolledWorker implements ExchangeOwner, Disposable {
  readonly node: number;
  readonly #worker: PlannedWorker;
  readonly #options: PolledWorkerOptions;
  readonly #calls: HttpCalls;
  readonly #exchange: PolledExchange;
  /** Requests so far. */
  #count = 0;
  /** The request in flight, and its intended start. */
  #request: BegunRequest | null = null;
  #due = 0;

  constructor(worker: PlannedWorker, options: PolledWorkerOptions) {
    const { spec, poll, timeout } = options;
    const { host, port } = worker.endpoint;
    const address = findSocketAddress(host, port);
    if (address === null) {
      throw new TypeError(`Cannot poll as ${host} is no IPv4 address`);
    }
    this.node = worker.node;
    this.#worker = worker;
    this.#options = options;
    this.#calls = new HttpCalls(spec, worker.endpoint);
    this.#exchange = new PolledExchange({
      ...{ poll, address, timeout, owner: this },
    });
  }

  /** Sends the next request, at `now`. */
  send(due: number, now: number): void {
    const { operations, requests } = this.#options;
    const request = requests.begin(requests.next());
    this.#request = request;
    this.#due = due;
    operations.begin();
    this.#exchange.send(
      request.kind === "get"
        ? this.#calls.get(request.key)
        : this.#calls.put(request.key, requests.toValue(request)),
      now,
    );
  }

  /** Records the next request, which is never sent. */
  skip(due: number): void {
    const { operations, requests } = this.#options;
    operations.skip(this.#toOperation(requests.next().kind, due));
  }

  classify(response: HttpResponse): Attempt {
    const { requests, valueBytes } = this.#options;
    const request = this.#request;
    return request?.kind === "get"
      ? this.#calls.classifyGet(response, requests.expect(request.key))
      : this.#calls.classifyPut(response, valueBytes);
  }

  onAttempt(attempt: Attempt): void {
    const { operations, requests, onEnd } = this.#options;
    const request = this.#request;
    if (request === null) return;
    this.#request = null;
    const now = performance.now();
    const operation = this.#toOperation(request.kind, this.#due);
    requests.end(request, attempt.outcome);
    operations.end(operation, { ended: now, attempt });
    onEnd(this, { refused: attempt.outcome === "refused", now });
  }

  [Symbol.dispose](): void {
    this.#exchange[Symbol.dispose]();
  }

  #toOperation(kind: "put" | "get", due: number) {
    return { group: this.#worker[kind], number: this.#count++, due };
  }
}
