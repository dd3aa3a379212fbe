/** Entry of a Deno worker that plays cells, and what desires new LRPs. */
import { successful } from "../../lab/clients/attempt.ts";
import type { ScheduledOperations } from "../../lab/load/scheduled_operations.ts";
import { serveLoadOf } from "../../lab/load/worker_entry.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";
import {
  type ControlPlaneClient,
  type ControlPlaneEvent,
  toCellName,
} from "../../systems/control_plane/control_plane.ts";
import { cellLoops } from "./cell_loops.ts";
import { connectControlPlane } from "./connect_client.ts";
import { Containers } from "./containers.ts";
import { drawCreation } from "./creation.ts";
import { type EventAccount, openEventAccount } from "./event_account.ts";
import { lrpMaker, maybeSeeded } from "./lrps.ts";
import { newLrp, placedLrp } from "./new_lrps.ts";
import type { CellsPlan, CellsResult } from "./plans.ts";
import { type Requests, toRequests } from "./requests.ts";
import { subscribe } from "./subscribe.ts";
import { driveTimetable, type Regular } from "./timetable.ts";

serveLoadOf<CellsPlan, CellsResult>(async (plan) => {
  const client = await connectControlPlane(plan.client, plan.limits);
  await appear(plan, client);
  return (_, operations) => drive(plan, client, operations);
});

/** Requests in flight while cells appear. */
const APPEARING = 16;

/** Lets all cells be present before the load begins, as convergence would take what they run for lost. */
async function appear(
  { first, until, ttl }: CellsPlan,
  { cell }: ControlPlaneClient,
): Promise<void> {
  if (cell === null) return;
  let next = first;
  const appearOneByOne = async () => {
    while (next < until) await cell.present(toCellName(next++), ttl);
  };
  await Promise.all(Array.from({ length: APPEARING }, appearOneByOne));
}

async function drive(
  plan: CellsPlan,
  client: ControlPlaneClient,
  operations: ScheduledOperations,
): Promise<CellsResult> {
  await using owned = new AsyncDisposableStack();
  owned.use(client);
  const names = { thread: plan.name, subject: plan.client.kind };
  const requests = toRequests(operations, names);
  const untold = new Set<string>();
  // A client that tells no changes owes none.
  const account = client.watch === null || plan.desires === 0
    ? null
    : openEventAccount(operations, names);
  const runsCells = client.cell === null;
  if (client.watch !== null && (account !== null || runsCells)) {
    const { pacer } = operations;
    owned.use(
      await subscribe(client.watch, {
        onEvent(event) {
          account?.take(event);
          if (runsCells) recordRunning(event, requests);
        },
        onLost: (reason) => void untold.add(reason),
        onAgain: () => void recordAllRunning(client, { requests, pacer }),
        sleep: (milliseconds) => pacer.sleep(milliseconds),
        isStopped: () => pacer.stopped,
      }),
    );
  }
  const events = account ?? noEvents;
  const desired = new Set<string>();
  const containers = new Containers({
    cells: plan.cells,
    instances: plan.empty ? 0 : plan.instances,
  });
  const regulars: Regular[] = client.cell === null ? [] : cellLoops({
    ...{ plan, client: client.cell, containers, requests, events },
  });
  await driveTimetable([
    ...regulars,
    ...arrivals(plan, {
      ...{ client, containers, requests, events, desired },
      sleep: (seconds) => operations.pacer.sleep(seconds * 1000),
      isStopped: () => operations.pacer.stopped,
    }),
  ], operations);
  await account?.close();
  return { desired: [...desired], untold: [...untold] };
}

/**
 * Seeded instances that are told to run, while the load goes on, have come back: where the control plane runs its cells
 * itself, nothing else is known of that.
 */
function recordRunning(
  { kind, guid }: ControlPlaneEvent,
  requests: Requests,
): void {
  const number = kind === "running" ? maybeSeeded(guid) : null;
  if (number === null) return;
  void requests.record(
    "recover",
    number,
    performance.now(),
    () => Promise.resolve(successful(0)),
  );
}

/** Time between two attempts to list what runs. */
const AGAIN_MS = 250;

/** Records those that run when a subscription begins anew: some may have been told in between. */
async function recordAllRunning(
  { fetchRunning }: ControlPlaneClient,
  { requests, pacer }: {
    readonly requests: Requests;
    readonly pacer: ScheduledOperations["pacer"];
  },
): Promise<void> {
  if (fetchRunning === null) return;
  while (!pacer.stopped) {
    const { value } = await fetchRunning();
    for (const key of value ?? []) {
      recordRunning({ ...key, kind: "running" }, requests);
    }
    if (value !== null) return;
    await pacer.sleep(AGAIN_MS);
  }
}

/** For a control plane that tells no changes. */
const noEvents: EventAccount = {
  expect: (_, _key, act) => act(),
  take() {},
  untilRunning: () => new Promise(() => {}),
  close: () => Promise.resolve(),
};

/** New LRPs at a constant rate. */
function arrivals(
  plan: CellsPlan,
  { client, containers, requests, events, desired, sleep, isStopped }: {
    readonly client: ControlPlaneClient;
    readonly containers: Containers;
    readonly requests: Requests;
    readonly events: EventAccount;
    readonly desired: Set<string>;
    readonly sleep: (seconds: number) => Promise<void>;
    readonly isStopped: () => boolean;
  },
): Regular[] {
  const { cell } = client;
  if (plan.desires === 0) return [];
  const random = seededRandom(spreadSeed(plan.seed + 3 + plan.thread));
  const common = {
    ...{ client, requests, events, sleep, make: lrpMaker(plan) },
    onDesired: (guid: string) => void desired.add(guid),
    onRemove: (guid: string) => void desired.delete(guid),
  };
  const live = cell === null
    ? (number: number, due: number) =>
      placedLrp(number, due, {
        ...{ ...common, limit: plan.limits.bulkTimeout, isStopped },
      })
    : (number: number, due: number) =>
      newLrp(number, due, {
        ...{ ...common, cell, containers },
        drawCell: () =>
          plan.first + Math.floor(random() * (plan.until - plan.first)),
        drawCreation: () => drawCreation(plan.creation, random),
      });
  const { threads, thread, desires } = plan;
  return [{
    every: threads / desires,
    after: thread / desires,
    // Numbers of all threads are different.
    act: (turn, due) => live(turn * threads + thread, due),
  }];
}
