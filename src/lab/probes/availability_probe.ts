/** Probes whether each node accepts requests: often, with a short timeout, independent of the load. */
import type { Operation, OperationKind } from "../../record/mod.ts";
import type { Attempt } from "../clients/attempt.ts";
import {
  type ExpectedValue,
  toExpectedValue,
} from "../clients/expected_value.ts";
import { repeat } from "../timing/periodic.ts";
import type { ClusterNode } from "../system/system_under_test.ts";
import { toEpoch, toTime } from "../timing/wall_clock.ts";

/** Result of one attempt. */
export type ProbeAttempt = Attempt;

/** A connection to a node with its own timeout; never throws. */
export interface ProbeClient {
  put(key: string, value: Uint8Array): Promise<ProbeAttempt>;
  get(key: string, expected: ExpectedValue): Promise<ProbeAttempt>;
  close(): void;
}

export interface AvailabilityProbeOptions {
  readonly run_id: string;
  readonly nodes: readonly ClusterNode[];
  /** Returns a client of one node with the timeout of a probe. */
  readonly connect: (node: ClusterNode) => ProbeClient;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** @default {"put"} */
  readonly kind?: "put" | "get";
  /** Seconds from one probe of a node to its next. @default {0.025} */
  readonly every?: number;
}

/** Time without probes that could be mistaken for an outage of the cluster. */
const MAX_PROBE_GAP_S = 0.1;

/** A node with its idle clients; a probe in flight uses one of its own. */
interface ProbedNode {
  readonly node: ClusterNode;
  readonly key: string;
  readonly value: Uint8Array;
  readonly free: ProbeClient[];
  count: number;
}

/**
 * Probes every running node at a fixed interval, with the nodes staggered. Sends each probe when it is due, independent
 * of earlier ones (open loop); start and duration count from the due time. Writes or reads a value of 32 bytes under a
 * key per node; reading begins with a write, so that the key exists.
 */
export class AvailabilityProbe implements AsyncDisposable {
  readonly #options: Required<AvailabilityProbeOptions>;
  readonly #stop = new AbortController();
  readonly #loops: readonly Promise<void>[];
  readonly #clients: ProbeClient[] = [];
  readonly #inFlight = new Set<Promise<void>>();

  constructor(
    { kind = "put", every = 0.025, ...options }: AvailabilityProbeOptions,
  ) {
    this.#options = { kind, every, ...options };
    this.#loops = options.nodes.map((node, index) => {
      const key = `probe-${node.name}`;
      const value = new TextEncoder().encode(`${key}:`.padEnd(32, "."));
      const probed: ProbedNode = { node, key, value, free: [], count: 0 };
      return repeat((due, missed) => this.#tick(probed, due, missed), {
        every,
        after: every * index / options.nodes.length,
        signal: this.#stop.signal,
      });
    });
  }

  #tick(probed: ProbedNode, due: number, missed: number): void {
    const { process } = probed.node;
    if (process !== null && process.pid === null) return;
    if (missed * this.#options.every >= MAX_PROBE_GAP_S) {
      this.#options.onWarning(
        "probe-late",
        "availability probes could not be sent in time, so gaps between them are not the cluster's alone",
      );
    }
    const sent = this.#send(probed, due)
      .finally(() => this.#inFlight.delete(sent));
    this.#inFlight.add(sent);
  }

  async #send(probed: ProbedNode, due: number): Promise<void> {
    const { run_id, kind, onOperations } = this.#options;
    const { node, key, value } = probed;
    const number = probed.count++;
    const client = probed.free.pop() ?? this.#connect(node);
    const isPut = kind === "put" || number === 0;
    const attempt =
      await (isPut
        ? client.put(key, value)
        : client.get(key, toExpectedValue(value)));
    probed.free.push(client);
    onOperations([{
      run_id,
      operation_id: `probe-${node.name}-${number}`,
      kind: (isPut ? "probe_put" : "probe_get") satisfies OperationKind,
      subject: node.name,
      started_at: toTime(toEpoch(due)),
      duration_s: (performance.now() - due) / 1000,
      worker: "",
      ...attempt,
    }]);
  }

  #connect(node: ClusterNode): ProbeClient {
    const client = this.#options.connect(node);
    this.#clients.push(client);
    return client;
  }

  /** Stops sending, and waits for probes in flight. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
    await Promise.all(this.#inFlight);
    for (const client of this.#clients) client.close();
  }
}
