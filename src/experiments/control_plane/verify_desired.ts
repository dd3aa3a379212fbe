/** Looks whether a control plane still has what it acknowledged: after a fault of its store. */
import type { Recorder } from "../../lab/recording/recorder.ts";
import { timestamp } from "../../lab/timing/wall_clock.ts";
import { toEvent } from "../../record/mod.ts";
import { connectControlPlane } from "../../workloads/control_plane/connect_client.ts";
import type { CommonPlan } from "../../workloads/control_plane/plans.ts";

/**
 * Reads all desired LRPs, and records for each acknowledged one an operation `verify`: `ok`, or a miss with the code
 * `gone`. Records nothing but a warning if they cannot be read.
 */
export async function verifyDesired(
  guids: readonly string[],
  { plan: { client, limits, run_id }, recorder }: {
    readonly plan: CommonPlan;
    readonly recorder: Pick<Recorder, "append" | "warn">;
  },
): Promise<void> {
  await using connected = await connectControlPlane(client, limits);
  const started_at = timestamp();
  const began = performance.now();
  const { value, outcome, error } = await connected.fetchDesired();
  if (value === null) {
    recorder.warn(
      "verify-failed",
      `acknowledged LRPs could not be read back: ${outcome} ${error}`,
    );
    return;
  }
  const duration_s = (performance.now() - began) / 1000;
  const known = new Set(value.guids);
  recorder.append(
    "operations",
    guids.map((guid) => ({
      ...{ run_id, operation_id: `verify-${guid}`, kind: "verify" },
      ...{ subject: client.kind, started_at, duration_s, worker: "" },
      ...known.has(guid)
        ? { outcome: "ok" as const, error: "", code: "" }
        : { outcome: "miss" as const, error: "gone", code: "gone" },
      bytes: 0,
    })),
  );
  recorder.append("events", [toEvent({
    ...{ run_id, at: timestamp(), kind: "verified", subject: "" },
    detail: `${guids.length} acknowledged LRPs`,
    data: { acknowledged: guids.length, keys: guids.length },
  })]);
}
