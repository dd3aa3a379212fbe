/** Reading back what a cluster acknowledged: whether it kept its word through a fault. */
import { connectClient } from "./client.ts";
import { toValue } from "./keys.ts";
import type { Recorder } from "./recorder.ts";
import type { Cluster } from "./system.ts";

/** Most keys that are read back; more would take longer than the run. */
const MOST = 2000;

/** Reads in a row without an answer after which a node is asked no more: each takes up to the time-out. */
const PATIENCE = 5;

export interface VerifyOptions {
  readonly cluster: Pick<Cluster, "client" | "nodes">;
  readonly recorder: Pick<Recorder, "run_id" | "append" | "warn">;
  readonly value_size: number;
  /** Seconds that one read may take. @default {2} */
  readonly timeout?: number;
}

/**
 * Reads acknowledged keys, spread evenly over all of them, from each node in turn, as operations of kind `verify`: `ok`, or
 * `miss` for one that is gone. Nothing is asked twice, so a time-out says only that. Warns where not all were read.
 */
export async function verifyAcknowledged(
  keys: readonly string[],
  { cluster, recorder, value_size, timeout = 2 }: VerifyOptions,
): Promise<void> {
  const { client, nodes } = cluster;
  const step = Math.max(1, keys.length / MOST);
  const asked = Array.from(
    { length: Math.min(MOST, keys.length) },
    (_, i) => keys[Math.floor(i * step)] ?? "",
  );
  const left = await Promise.all(nodes.map(async (node, index) => {
    using connected = connectClient(client, node.endpoint, { timeout });
    const mine = asked.filter((_, i) => i % nodes.length === index);
    let unanswered = 0;
    for (const [i, key] of mine.entries()) {
      if (unanswered === PATIENCE) return mine.length - i;
      const started_at = new Date().toISOString();
      const from = performance.now();
      const attempt = await connected.get(key, toValue(key, value_size));
      const { outcome } = attempt;
      recorder.append("operations", [{
        run_id: recorder.run_id,
        operation_id: `verify-${index}-${i}`,
        kind: "verify",
        subject: node.name,
        started_at,
        duration_s: (performance.now() - from) / 1000,
        worker: "",
        ...attempt,
      }]);
      const silent = outcome === "timeout" || outcome === "refused";
      unanswered = silent ? unanswered + 1 : 0;
    }
    return 0;
  }));
  const unread = left.reduce((sum, count) => sum + count, 0);
  if (keys.length > MOST || unread > 0) {
    recorder.warn(
      "verify-sampled",
      `${
        asked.length - unread
      } of ${keys.length} acknowledged keys were read back`,
    );
  }
}
