/** Reading back what a cluster acknowledged: whether it kept its word through a fault. */
import type { Operation } from "../record/mod.ts";
import { connectClient } from "./client.ts";
import { toValue } from "./keys.ts";
import type { Recorder } from "./recorder.ts";
import type { Cluster } from "./system.ts";

/** Most keys that are read back; more would take longer than the run. */
const MOST = 2000;

/**
 * Reads acknowledged keys, spread evenly over all of them, from each node in turn, as operations of kind `verify`: `ok`, or
 * `miss` for one that is gone. Nothing is asked twice, so a time-out says only that.
 */
export async function verifyAcknowledged(
  keys: readonly string[],
  { cluster, recorder, value_size }: {
    readonly cluster: Cluster;
    readonly recorder: Recorder;
    readonly value_size: number;
  },
): Promise<void> {
  const step = Math.max(1, keys.length / MOST);
  const asked = Array.from(
    { length: Math.min(MOST, keys.length) },
    (_, i) => keys[Math.floor(i * step)] ?? "",
  );
  await Promise.all(cluster.nodes.map(async ({ name, endpoint }, index) => {
    using client = connectClient(cluster.client, endpoint, { timeout: 2 });
    const mine = asked.filter((_, i) => i % cluster.nodes.length === index);
    for (const [i, key] of mine.entries()) {
      const started = new Date();
      const from = performance.now();
      const attempt = await client.get(key, toValue(key, value_size));
      const operation: Operation = {
        run_id: recorder.run_id,
        operation_id: `verify-${index}-${i}`,
        kind: "verify",
        subject: name,
        started_at: started.toISOString(),
        duration_s: (performance.now() - from) / 1000,
        worker: "",
        ...attempt,
      };
      recorder.append("operations", [operation]);
    }
  }));
  if (keys.length > MOST) {
    recorder.warn(
      "verify-sampled",
      `${MOST} of ${keys.length} acknowledged keys were read back`,
    );
  }
}
