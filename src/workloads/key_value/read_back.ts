/** Reads back the writes that a cluster acknowledged, to find those that it lost. */
import type { Attempt, Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { WRONG_VALUE } from "../../lab/clients/expected_value.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { Cluster } from "../../lab/system/system_under_test.ts";
import { readSerial } from "./value_codec.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { isAdmissible, type KeyHistory } from "./write_history.ts";

/** Limit of keys that are read back; more would take longer than the run. */
const MAX_READ_BACK_KEYS = 2000;

/** Consecutive reads without a response after which a node is given up: each takes up to the timeout. */
const MAX_UNANSWERED_READS = 5;

/**
 * Content of a key: an admissible value, no value, an earlier value, or one never written to it; `unread`: no
 * response.
 */
type ReadBack = "ok" | "gone" | "older" | "wrong" | "unread";

/** Counts of the keys read back; as JSON the detail of the event `verified`. */
export interface ReadBackCounts extends Readonly<Record<ReadBack, number>> {
  /** Acknowledged writes. */
  readonly acknowledged: number;
  /** Keys with an acknowledged write; those that were not read are in no other count. */
  readonly keys: number;
}

export interface ReadBackOptions {
  readonly cluster: Pick<Cluster, "client" | "nodes">;
  readonly recorder: Pick<Recorder, "run_id" | "append" | "event" | "warn">;
  readonly value_size: number;
  /** Timeout of a read in seconds. @default {2} */
  readonly timeout?: number;
}

/**
 * Reads acknowledged keys, spread evenly over all of them, round-robin over the nodes, and records operations of
 * kind `verify`: `ok` for the value of the last acknowledged write or another admissible one; `miss` for an earlier
 * value, with the error `older: serial 41 of 42`, or for none, with `gone`. Never retries, so a timeout is recorded
 * as one. Records the number of acknowledged writes, and counts in an event `verified` (see `ReadBackCounts`);
 * warns if not all keys were read.
 */
export async function verifyAcknowledged(
  keys: readonly KeyHistory[],
  { cluster, recorder, value_size, timeout = 2 }: ReadBackOptions,
): Promise<void> {
  const { client, nodes } = cluster;
  const counts = { ok: 0, gone: 0, older: 0, wrong: 0, unread: 0 };
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
      const { result, attempt } = await readBack(
        history,
        connected,
        value_size,
      );
      const { outcome } = attempt;
      counts[result]++;
      recorder.append("operations", [{
        run_id: recorder.run_id,
        operation_id: `verify-${index}-${i}`,
        kind: "verify",
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
  recordCounts(keys, counts, recorder);
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

function recordCounts(
  keys: readonly KeyHistory[],
  results: Readonly<Record<ReadBack, number>>,
  recorder: Pick<Recorder, "event">,
): void {
  const acknowledged = keys.reduce((sum, { writes }) => sum + writes, 0);
  const [writes, count] = [acknowledged, keys.length].map((number) =>
    number.toLocaleString("en-US")
  );
  const counts: ReadBackCounts = {
    acknowledged,
    keys: keys.length,
    ...results,
  };
  recorder.event("verified", "", JSON.stringify(counts));
  recorder.event(
    "note",
    "acknowledged",
    `${writes} acknowledged writes to ${count} keys`,
  );
}

/** Reads a key; the error of a miss states what was found instead. */
async function readBack(
  history: KeyHistory,
  client: Client,
  size: number,
): Promise<{ readonly result: ReadBack; readonly attempt: Attempt }> {
  let check: Check = { result: "gone", error: "gone" };
  const attempt = await client.get(history.key, {
    size,
    mismatch(value) {
      check = checkReadBack(value, history, size);
      return check.error;
    },
  });
  if (attempt.outcome === "ok") return { result: "ok", attempt };
  return attempt.outcome === "miss"
    ? { result: check.result, attempt: { ...attempt, error: check.error } }
    : { result: "unread", attempt };
}

interface Check {
  readonly result: ReadBack;
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
  if (serial === null) return { result: "wrong", error: WRONG_VALUE };
  if (isAdmissible(serial, history)) return { result: "ok", error: "" };
  return serial > sent
    ? { result: "wrong", error: `never sent: serial ${serial} of ${sent}` }
    : { result: "older", error: `older: serial ${serial} of ${acknowledged}` };
}
