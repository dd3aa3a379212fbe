/** Entry of a Deno worker that seeds a control plane, as fast as it takes it. */
import { unsuccessful } from "../../lab/clients/attempt.ts";
import { serveLoadOf } from "../../lab/load/worker_entry.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { answered } from "../../systems/control_plane/answers.ts";
import type {
  Answer,
  ControlPlaneClient,
  PlacedLrp,
} from "../../systems/control_plane/control_plane.ts";
import { connectControlPlane } from "./connect_client.ts";
import { lrpMaker, seededBatch } from "./lrps.ts";
import type { SeedPlan } from "./plans.ts";
import { toRequests } from "./requests.ts";

serveLoadOf<SeedPlan, null>(async (plan) => {
  const client = await connectControlPlane(plan.client, plan.limits);
  return (_, operations) => drive(plan, client, operations);
});

/** Ends once all batches were sent, or the load is stopped. */
async function drive(
  plan: SeedPlan,
  client: ControlPlaneClient,
  operations: ScheduledOperations,
): Promise<null> {
  await using _client = client;
  const { cells, instances, batch, seeders } = plan;
  const make = lrpMaker(plan);
  const requests = toRequests(operations, {
    ...{ thread: "seeder", subject: plan.client.kind },
  });
  let next = 0;
  const seedAll = async () => {
    while (next < instances && !operations.pacer.stopped) {
      const from = next;
      next = Math.min(instances, from + batch);
      const lrps = seededBatch(from, next, { cells, make });
      await requests.send(
        "seed_lrps",
        () => seed(client, lrps, () => operations.pacer.stopped),
      );
    }
  };
  await Promise.all(Array.from({ length: seeders }, seedAll));
  return null;
}

/**
 * Seeds a batch at once, or one LRP after the other where the control plane takes no batches: this may take long, and is
 * given up when the load is stopped.
 */
async function seed(
  client: ControlPlaneClient,
  lrps: readonly PlacedLrp[],
  isStopped: () => boolean,
): Promise<Answer<null>> {
  if (client.seed !== null) return await client.seed(lrps);
  for (const { lrp, cell } of lrps) {
    if (isStopped()) {
      return {
        ...unsuccessful("cancelled", "the seeding was stopped"),
        value: null,
      };
    }
    const key = { guid: lrp.guid, index: 0 };
    const desired = await client.desire(lrp);
    if (desired.outcome !== "ok") return desired;
    const started = await client.cell?.start(key, cell);
    if (started && started.outcome !== "ok") return started;
  }
  return answered(null);
}
