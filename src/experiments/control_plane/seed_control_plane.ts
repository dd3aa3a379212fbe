/** Seeds a control plane before its load begins. */
import { waitForStart } from "../../lab/load/load_events.ts";
import { formatPercent, formatValue } from "../../record/mod.ts";
import { startSeeding } from "../../workloads/control_plane/control_plane_load.ts";
import type { SeedPlan } from "../../workloads/control_plane/plans.ts";
import { type ControlPlaneRun, recordSize } from "./control_plane_run.ts";

/**
 * Seeds all LRPs, and records every request, and the size of the store afterwards. Throws an Error with the first reason if
 * more requests fail than the setting `tolerance` allows, or if the seeder ends before.
 */
export async function seedControlPlane(
  run: ControlPlaneRun,
  plan: SeedPlan,
): Promise<void> {
  const { context } = run;
  const { recorder, receivers, signal, onProgress, values } = context;
  const total = Math.ceil(plan.instances / plan.batch);
  const all = Promise.withResolvers<void>();
  let [ended, failed, reason] = [0, 0, ""];
  await using load = startSeeding(plan, {
    // The load of a run is what is measured: this one has ended before.
    onEvents: (events) =>
      receivers.onEvents(events.filter(({ kind }) => kind === "stand_still")),
    onSamples: () => {},
    onOperations(rows) {
      receivers.onOperations(rows);
      for (const { outcome, error, code } of rows) {
        ended++;
        if (outcome === "ok") continue;
        failed++;
        reason ||= [outcome, code, error].filter((text) => text !== "")
          .join(": ");
      }
      const done = Math.min(plan.instances, ended * plan.batch);
      onProgress(
        "set up",
        `seeded ${formatValue(done, "")} of ${
          formatValue(plan.instances, "")
        } LRPs`,
      );
      if (ended >= total) all.resolve();
    },
  });
  await waitForStart(load, { signal });
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    await Promise.race([all.promise, aborted.promise, failOf(load.ended)]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  await load.stop();
  if (failed > total * values.tolerance) {
    throw new Error(
      `Cannot seed ${plan.instances} LRPs as ${
        formatPercent(failed / total)
      } of the requests failed, first with '${reason}': use more room, fewer cells, or --set tolerance=1`,
    );
  }
  if (failed > 0) {
    recorder.warn(
      "seed-failed",
      `requests of seeding failed: ${reason}`,
      failed,
    );
  }
  await recordSize(run);
}

/** Rejects if a load ends by itself. */
async function failOf(ended: Promise<string>): Promise<never> {
  const reason = await ended;
  throw new Error(
    `Cannot seed as the seeder has ended: ${reason || "it was stopped"}`,
  );
}
