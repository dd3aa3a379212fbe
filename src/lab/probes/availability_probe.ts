/** Whether each node takes requests, asked often and with little patience, apart from the load. */
import type { Operation } from "../../record/mod.ts";
import { type Expected, toExpected } from "../clients/expected_value.ts";
import { repeat } from "../timing/periodic.ts";
import type { ClusterNode } from "../system/system_under_test.ts";
import { toEpoch, toTime } from "../timing/wall_clock.ts";

/** How one attempt ended. */
export type ProbeAttempt = Pick<Operation, "outcome" | "error" | "bytes">;

/** One connection to a node, which gives up by itself and never throws. */
export interface ProbeClient {
  put(key: string, value: Uint8Array): Promise<ProbeAttempt>;
  get(key: string, expected: Expected): Promise<ProbeAttempt>;
  close(): void;
}

export interface AvailabilityProbeOptions {
  readonly run_id: string;
  readonly nodes: readonly ClusterNode[];
  /** A client of one node, with the time-out of a probe. */
  readonly connect: (node: ClusterNode) => ProbeClient;
  readonly onOperations: (operations: readonly Operation[]) => void;
  readonly onWarning: (code: string, message: string) => void;
  /** @default {"put"} */
  readonly kind?: "put" | "get";
  /** Seconds from one probe of a node to its next. @default {0.025} */
  readonly every?: number;
}

/** Seconds without a probe that could be taken for a gap of the cluster. */
const NOTEWORTHY = 0.1;

/** One node with the clients that are free; a probe that hangs keeps its own. */
interface Probed {
  readonly node: ClusterNode;
  readonly key: string;
  readonly value: Uint8Array;
  readonly free: ProbeClient[];
  count: number;
}

/**
 * Asks every node that runs at even times, the nodes in turn. Each probe is sent when it is due, whatever became of the ones
 * before; its start and duration count from when it was due. A value of 32 bytes under a key of the node's own is written or
 * read: reading begins with a write, so that there is something to find.
 */
export class AvailabilityProbe implements AsyncDisposable {
  readonly #options: Required<AvailabilityProbeOptions>;
  readonly #stop = new AbortController();
  readonly #loops: readonly Promise<void>[];
  readonly #clients: ProbeClient[] = [];
  readonly #underWay = new Set<Promise<void>>();

  constructor(
    { kind = "put", every = 0.025, ...options }: AvailabilityProbeOptions,
  ) {
    this.#options = { kind, every, ...options };
    this.#loops = options.nodes.map((node, index) => {
      const key = `probe-${node.name}`;
      const value = new TextEncoder().encode(`${key}:`.padEnd(32, "."));
      const probed: Probed = { node, key, value, free: [], count: 0 };
      return repeat((due, missed) => this.#tick(probed, due, missed), {
        every,
        after: every * index / options.nodes.length,
        signal: this.#stop.signal,
      });
    });
  }

  #tick(probed: Probed, due: number, missed: number): void {
    const { process } = probed.node;
    if (process !== null && process.pid === null) return;
    if (missed * this.#options.every >= NOTEWORTHY) {
      this.#options.onWarning(
        "probe-late",
        "availability probes could not be sent in time, so gaps between them are not the cluster's alone",
      );
    }
    const sent = this.#send(probed, due)
      .finally(() => this.#underWay.delete(sent));
    this.#underWay.add(sent);
  }

  async #send(probed: Probed, due: number): Promise<void> {
    const { run_id, kind, onOperations } = this.#options;
    const { node, key, value } = probed;
    const number = probed.count++;
    const client = probed.free.pop() ?? this.#connect(node);
    const puts = kind === "put" || number === 0;
    const attempt =
      await (puts
        ? client.put(key, value)
        : client.get(key, toExpected(value)));
    probed.free.push(client);
    const { outcome, error, bytes } = attempt;
    onOperations([{
      run_id,
      operation_id: `probe-${node.name}-${number}`,
      kind: puts ? "probe_put" : "probe_get",
      subject: node.name,
      started_at: toTime(toEpoch(due)),
      duration_s: (performance.now() - due) / 1000,
      outcome,
      error,
      bytes,
      worker: "",
    }]);
  }

  #connect(node: ClusterNode): ProbeClient {
    const client = this.#options.connect(node);
    this.#clients.push(client);
    return client;
  }

  /** Sends no more, and waits for what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#loops);
    await Promise.all(this.#underWay);
    for (const client of this.#clients) client.close();
  }
}
