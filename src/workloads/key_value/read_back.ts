/** Reads back the writes that a cluster acknowledged, to find those that it lost. */
import type { Attempt, Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { WRONG_VALUE } from "../../lab/clients/expected_value.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import { type OperationKind, toEvent } from "../../record/mod.ts";
import type { Cluster } from "../../lab/system/system_under_test.ts";
import { readSerial } from "./value_codec.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { isAdmissible, type KeyHistory } from "./write_history.ts";

/** Limit of keys that are read back; more would take longer than the run. */
const MAX_READ_BACK_KEYS = 2000;

/** Consecutive reads without a response after which a node is given up: each takes up to the timeout. */
const MAX_UNANSWERED_READS = 5;

/** What a read found instead of an admissible value: none, an earlier one, or one never written to the key. */
type ReadBackCode = "" | "gone" | "older" | "wrong";

export interface ReadBackOptions {
  readonly cluster: Pick<Cluster, "client" | "nodes">;
  readonly recorder: Pick<Recorder, "run_id" | "append" | "warn">;
  readonly value_size: number;
  /** Timeout of a read in seconds. @default {2} */
  readonly timeout?: number;
}

/**
 * Reads acknowledged keys, spread evenly over all of them, round-robin over the nodes, and records operations of
 * kind `verify`: `ok` for the value of the last acknowledged write or another admissible one; `miss` for an earlier
 * value, one never written to the key, or none, by the code. Never retries, so a timeout is recorded as one. Records
 * the number of acknowledged writes in an event `verified`; warns if not all keys were read.
 */
export async function verifyAcknowledged(
  keys: readonly KeyHistory[],
  { cluster, recorder, value_size, timeout = 2 }: ReadBackOptions,
): Promise<void> {
  const { client, nodes } = cluster;

  const step = Math.max(1, keys.length / MAX_READ_BACK_KEYS);
  const sample = Array.from(
    { length: Math.min(MAX_READ_BACK_KEYS, keys.length) },
    (_, i) => keys[Math.floor(i * step)],
  ).filter((history) => history !== undefined);
  const skipped = await Promise.all(nodes.map(async (node, index) => {
    using connected = connectClient(client, node.endpoint, { timeout });
    const nodeKeys = sample.filter((_, i) => i % nodes.length === index);
    let unanswered = 0;
    for (const [i, history] of nodeKeys.entries()) {
      if (unanswered === MAX_UNANSWERED_READS) return nodeKeys.length - i;
      const started_at = timestamp();
      const start = performance.now();
      const attempt = await readBack(history, connected, value_size);
      const { outcome } = attempt;
      recorder.append("operations", [{
        run_id: recorder.run_id,
        operation_id: `verify-${index}-${i}`,
        kind: "verify" satisfies OperationKind,
        subject: node.name,
        started_at,
        duration_s: (performance.now() - start) / 1000,
        worker: "",
        ...attempt,
      }]);
      const silent = outcome === "timeout" || outcome === "refused";
      unanswered = silent ? unanswered + 1 : 0;
    }
    return 0;
  }));
  recordAcknowledged(keys, recorder);
  const unread = skipped.reduce((sum, count) => sum + count, 0);
  if (keys.length > MAX_READ_BACK_KEYS || unread > 0) {
    recorder.warn(
      "verify-sampled",
      `${
        sample.length - unread
      } of ${keys.length} acknowledged keys were read back`,
    );
  }
}

function recordAcknowledged(
  keys: readonly KeyHistory[],
  recorder: Pick<Recorder, "run_id" | "append">,
): void {
  const acknowledged = keys.reduce((sum, { writes }) => sum + writes, 0);
  const [writes, count] = [acknowledged, keys.length].map((number) =>
    number.toLocaleString("en-US")
  );
  recorder.append("events", [
    toEvent({
      run_id: recorder.run_id,
      at: timestamp(),
      kind: "verified",
      subject: "",
      detail: `${writes} acknowledged writes to ${count} keys`,
      data: { acknowledged, keys: keys.length },
    }),
  ]);
}

/** Reads a key; the error and code of a miss state what was found instead. */
async function readBack(
  history: KeyHistory,
  client: Client,
  size: number,
): Promise<Attempt> {
  let check: Check = { code: "gone", error: "gone" };
  const attempt = await client.get(history.key, {
    size,
    mismatch(value) {
      check = checkReadBack(value, history, size);
      return check.error;
    },
  });
  return attempt.outcome === "miss" ? { ...attempt, ...check } : attempt;
}

interface Check {
  readonly code: ReadBackCode;
  /** Why the value is not admissible; empty if it is. */
  readonly error: string;
}

function checkReadBack(
  value: Uint8Array,
  history: KeyHistory,
  size: number,
): Check {
  const { key, acknowledged, sent } = history;
  const serial = readSerial(value, { key, size });
  if (serial === null) return { code: "wrong", error: WRONG_VALUE };
  if (isAdmissible(serial, history)) return { code: "", error: "" };
  return serial > sent
    ? { code: "wrong", error: `never sent: serial ${serial} of ${sent}` }
    : { code: "older", error: `older: serial ${serial} of ${acknowledged}` };
}
