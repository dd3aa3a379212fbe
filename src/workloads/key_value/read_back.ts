/** Reading back what a cluster acknowledged: whether it kept its word through a fault. */
import type { Attempt, Client } from "../../lab/clients/client.ts";
import { connectClient } from "../../lab/clients/connect.ts";
import { OTHER } from "../../lab/clients/expected_value.ts";
import type { Recorder } from "../../lab/recording/recorder.ts";
import type { Cluster } from "../../lab/system/system_under_test.ts";
import { readSerial } from "./value_codec.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { mayStand, type Written } from "./write_history.ts";

/** Most keys that are read back; more would take longer than the run. */
const MOST = 2000;

/** Reads in a row without an answer after which a node is asked no more: each takes up to the time-out. */
const PATIENCE = 5;

/** What stood in a key: what should, nothing, an older value, or one that was never written to it; `unread`: no answer came. */
type Found = "ok" | "gone" | "older" | "wrong" | "unread";

/** What was read back, as data: the detail of the event `verified`, as JSON. */
export interface Verified extends Readonly<Record<Found, number>> {
  /** Writes that were acknowledged, and the keys that they were of; keys that were not asked for have no other number. */
  readonly acknowledged: number;
  readonly keys: number;
}

export interface VerifyOptions {
  readonly cluster: Pick<Cluster, "client" | "nodes">;
  readonly recorder: Pick<Recorder, "run_id" | "append" | "event" | "warn">;
  readonly value_size: number;
  /** Seconds that one read may take. @default {2} */
  readonly timeout?: number;
}

/**
 * Reads acknowledged keys, spread evenly over all of them, from each node in turn, as operations of kind `verify`: `ok` with
 * the value of the last acknowledged write, or of one that may have come after it; `miss` with that of an earlier one, which
 * says `older: serial 41 of 42`, or with none, `gone`. Nothing is asked twice, so a time-out says only that. Notes how many
 * writes were acknowledged, counts what was found in an event `verified` (see `Verified`), and warns where not all keys were
 * read.
 */
export async function verifyAcknowledged(
  keys: readonly Written[],
  { cluster, recorder, value_size, timeout = 2 }: VerifyOptions,
): Promise<void> {
  const { client, nodes } = cluster;
  const counts = { ok: 0, gone: 0, older: 0, wrong: 0, unread: 0 };
  const step = Math.max(1, keys.length / MOST);
  const asked = Array.from(
    { length: Math.min(MOST, keys.length) },
    (_, i) => keys[Math.floor(i * step)],
  ).filter((written) => written !== undefined);
  const left = await Promise.all(nodes.map(async (node, index) => {
    using connected = connectClient(client, node.endpoint, { timeout });
    const mine = asked.filter((_, i) => i % nodes.length === index);
    let unanswered = 0;
    for (const [i, written] of mine.entries()) {
      if (unanswered === PATIENCE) return mine.length - i;
      const started_at = timestamp();
      const from = performance.now();
      const { found, attempt } = await readBack(
        written,
        connected,
        value_size,
      );
      const { outcome } = attempt;
      counts[found]++;
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
  noteVerified(keys, counts, recorder);
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

function noteVerified(
  keys: readonly Written[],
  counts: Readonly<Record<Found, number>>,
  recorder: Pick<Recorder, "event">,
): void {
  const acknowledged = keys.reduce((sum, { writes }) => sum + writes, 0);
  const [writes, count] = [acknowledged, keys.length].map((one) =>
    one.toLocaleString("en-US")
  );
  const verified: Verified = { acknowledged, keys: keys.length, ...counts };
  recorder.event("verified", "", JSON.stringify(verified));
  recorder.event(
    "note",
    "acknowledged",
    `${writes} acknowledged writes to ${count} keys`,
  );
}

/** Reads a key, and says of a miss what was found instead. */
async function readBack(
  written: Written,
  client: Client,
  size: number,
): Promise<{ readonly found: Found; readonly attempt: Attempt }> {
  let judged: Judged = { found: "gone", error: "gone" };
  const attempt = await client.get(written.key, {
    size,
    judge(value) {
      judged = judge(value, written, size);
      return judged.error;
    },
  });
  if (attempt.outcome === "ok") return { found: "ok", attempt };
  return attempt.outcome === "miss"
    ? { found: judged.found, attempt: { ...attempt, error: judged.error } }
    : { found: "unread", attempt };
}

/** What stood in a key, and why it may not; empty if it may. */
interface Judged {
  readonly found: Found;
  readonly error: string;
}

function judge(value: Uint8Array, written: Written, size: number): Judged {
  const { key, acknowledged, sent } = written;
  const serial = readSerial(value, { key, size });
  if (serial === null) return { found: "wrong", error: OTHER };
  if (mayStand(serial, written)) return { found: "ok", error: "" };
  return serial > sent
    ? { found: "wrong", error: `never sent: serial ${serial} of ${sent}` }
    : { found: "older", error: `older: serial ${serial} of ${acknowledged}` };
}
