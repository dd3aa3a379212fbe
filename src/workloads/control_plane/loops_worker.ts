/**
 * Entry of a Deno worker with the loops that read everything: a route-emitter, a bulker, which desires what is missing, and
 * convergence with the auction that follows it.
 */
import { serveLoadOf } from "../../lab/load/worker_entry.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import type { OperationKind } from "../../record/mod.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import type {
  Answer,
  ControlPlaneClient,
} from "../../systems/control_plane/control_plane.ts";
import { connectControlPlane } from "./connect_client.ts";
import { drawCreation } from "./creation.ts";
import { lrpMaker, toGuid } from "./lrps.ts";
import { Placing } from "./placing.ts";
import type { LoopsPlan } from "./plans.ts";
import { type Requests, toRequests } from "./requests.ts";
import { driveTimetable, type Regular } from "./timetable.ts";

/** Seconds for which an unclaimed instance is left to the auction that it came from: Diego's convergence waits as long. */
const STALE_S = 30;

/** Requests in flight of the bulker while it desires what is missing. */
const BULKERS = 16;

serveLoadOf<LoopsPlan, null>(async (plan) => {
  const client = await connectControlPlane(plan.client, plan.limits);
  return (_, operations) => drive(plan, client, operations);
});

async function drive(
  plan: LoopsPlan,
  client: ControlPlaneClient,
  operations: ScheduledOperations,
): Promise<null> {
  await using _client = client;
  const requests = toRequests(operations, {
    ...{ thread: "loops", subject: plan.client.kind },
  });
  const isStopped = () => operations.pacer.stopped;
  const random = seededRandom(spreadSeed(plan.seed + 2));
  const placing = client.cell === null ? null : new Placing({
    ...{ client: client.cell, requests, random, isStopped },
    drawCreation: () => drawCreation(plan.creation, random),
    sleep: (seconds) => operations.pacer.sleep(seconds * 1000),
  });
  const context = { plan, client, requests, isStopped };
  const loops: ((due: number) => Promise<unknown>)[] = [
    (due) => ask(context, "route_fetch", () => client.fetchRoutes(), due),
    (due) => bulk(context, due),
    (due) => converge(context, placing, due),
  ];
  await driveTimetable(
    loops.map((loop, i) => ({
      every: plan.bulkInterval,
      after: (i + 0.5) * plan.bulkInterval / loops.length,
      act: oneAtATime(loop),
    })),
    operations,
  );
  // Else their requests would be on no record, and fail with the client.
  await placing?.ended();
  return null;
}

interface LoopContext {
  readonly plan: LoopsPlan;
  readonly client: ControlPlaneClient;
  readonly requests: Requests;
  readonly isStopped: () => boolean;
}

function ask<T>(
  { requests }: LoopContext,
  kind: OperationKind,
  act: () => Promise<Answer<T>>,
  due: number,
): Promise<Answer<T>> {
  return requests.send(kind, act, due);
}

/** A loop does not overtake itself: what is due meanwhile begins when it can, and its time counts from when it was due. */
function oneAtATime(loop: (due: number) => Promise<unknown>): Regular["act"] {
  let last: Promise<unknown> = Promise.resolve();
  return (_, due) => last = last.then(() => loop(due));
}

/** Fetches what is desired, and desires what is not there any more: the seeded LRPs are those that should be. */
async function bulk(context: LoopContext, due: number): Promise<void> {
  const { plan, client, requests, isStopped } = context;
  const { value } = await ask(
    context,
    "desired_fetch",
    () => client.fetchDesired(),
    due,
  );
  if (value === null) return;
  const known = new Set(value.guids);
  const missing = Array.from({ length: plan.instances }, (_, i) => i)
    .filter((number) => !known.has(toGuid("lrp", number)));
  const make = lrpMaker(plan);
  const desireAll = async () => {
    for (;;) {
      const number = missing.pop();
      if (number === undefined || isStopped()) return;
      await requests.send(
        "desire_lrp",
        () => client.desire(make("lrp", number)),
      );
    }
  };
  await Promise.all(Array.from({ length: BULKERS }, desireAll));
}

/**
 * Looks for instances without a cell, and hands them over to be placed on cells that are present. As the loop is due, not
 * the request, the time of `converge` has that of the presences in it.
 */
async function converge(
  context: LoopContext,
  placing: Placing | null,
  due: number,
): Promise<void> {
  const { client } = context;
  const search = client.converge;
  if (search === null || placing === null) return;
  const cells = await ask(
    context,
    "presence_fetch",
    () => client.fetchCells(),
    due,
  );
  const { value } = await ask(context, "converge", search, due);
  if (value === null || cells.value === null) return;
  const found = performance.now();
  const shared = { cells: cells.value, found };
  placing.add(value.lost, { ...shared, isLost: true });
  const now = Date.now();
  placing.add(
    value.waiting.filter(({ state, since }) =>
      state === "crashed" || now - since > STALE_S * 1000
    ),
    { ...shared, isLost: false },
  );
}
