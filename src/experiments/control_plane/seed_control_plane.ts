/** Seeds a control plane before its load begins. */
import { waitForStart } from "../../lab/load/load_events.ts";
import { delay } from "../../lab/timing/delay.ts";
import { untilAborted } from "../../lab/timing/until_aborted.ts";
import { formatPercent, formatValue } from "../../record/mod.ts";
import { startSeeding } from "../../workloads/control_plane/control_plane_load.ts";
import type { Placing } from "../../systems/control_plane/control_plane.ts";
import { lrpMaker, seededBatch } from "../../workloads/control_plane/lrps.ts";
import type { SeedPlan } from "../../workloads/control_plane/plans.ts";
import { type ControlPlaneRun, recordSize } from "./control_plane_run.ts";
import { openSeedFault } from "./seed_fault.ts";

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
  const placing = run.plane.cells?.placing ?? null;
  await placing?.hold();
  const all = Promise.withResolvers<void>();
  let [ended, failed, reason] = [0, 0, ""];
  await using fault = openSeedFault(run, plan.instances);
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
      fault.onSeeded(done);
      if (ended >= total) all.resolve();
    },
  });
  await waitForStart(load, { signal });
  await untilAborted(
    Promise.race([all.promise, failOf(load.ended)]),
    signal,
  );
  await load.stop();
  if (failed > total * values.tolerance) {
    throw new Error(
      `Cannot seed ${plan.instances} LRPs as ${
        formatPercent(failed / total)
      } of the requests failed, first with '${reason}': use more room, fewer cells, or --set tolerance=1`,
    );
  }
  await fault.healed();
  if (failed > 0) {
    recorder.warn(
      "seed-failed",
      `requests of seeding failed: ${reason}`,
      failed,
    );
  }
  const { cells, size } = run.plane;
  if (placing !== null) await placeSeeded(run, placing, plan);
  else if (cells !== null && size !== null) {
    await waitUntilPlaced(context, {
      instances: plan.instances,
      read: async () => (await size())?.actual ?? null,
    });
  }
  await recordSize(run);
}

/**
 * Puts all seeded instances on their cells, and lets the scheduler work once nearly all are recorded as running: a BBS takes
 * some for unclaimed that were recorded while it compared, and places them again.
 */
async function placeSeeded(
  { context }: ControlPlaneRun,
  placing: Placing,
  plan: SeedPlan,
): Promise<void> {
  const { cells, instances } = plan;
  const make = lrpMaker(plan);
  for (let from = 0; from < instances; from += PLACED_AT_ONCE) {
    context.signal.throwIfAborted();
    const until = Math.min(instances, from + PLACED_AT_ONCE);
    await placing.place(seededBatch(from, until, { cells, make }));
  }
  const read = placing.running;
  const most = Math.floor(instances * NEARLY_ALL);
  await waitUntilPlaced(context, { instances: most, read });
  await placing.release();
  await waitUntilPlaced(context, { instances, read });
}

/** Share of the instances that must run before others are placed. */
const NEARLY_ALL = 0.99;

/** Instances that are made at once, as each has its run info. */
const PLACED_AT_ONCE = 10_000;

/** Seconds for which a control plane that places instances by itself may take to do so. */
const PLACING_LIMIT_S = 900;

/** Time between two looks at what is placed, in seconds. */
const LOOK_S = 2;

/** Waits until so many instances have a record; warns if they have not at the limit. */
async function waitUntilPlaced(
  { recorder, signal, onProgress }: ControlPlaneRun["context"],
  { instances, read }: {
    readonly instances: number;
    /** Returns how many have one; null for now only, as whoever is busy with placing may not answer. */
    readonly read: () => Promise<number | null>;
  },
): Promise<void> {
  const end = performance.now() + PLACING_LIMIT_S * 1000;
  for (;;) {
    const placed = await read();
    if (placed !== null && placed >= instances) return;
    const known = placed === null ? "an unknown number" : String(placed);
    if (performance.now() > end) {
      recorder.warn(
        "not-placed",
        `${known} of ${instances} instances were placed in ${PLACING_LIMIT_S} s`,
      );
      return;
    }
    if (placed !== null) {
      onProgress("set up", `placed ${formatValue(placed, "")} instances`);
    }
    await delay(LOOK_S, signal);
  }
}

/** Rejects if a load ends by itself. */
async function failOf(ended: Promise<string>): Promise<never> {
  const reason = await ended;
  throw new Error(
    `Cannot seed as the seeder has ended: ${reason || "it was stopped"}`,
  );
}
