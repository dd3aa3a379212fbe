/** The metrics that the components emit, by their names. */
import { CLAIMED, CRASHED, RUNNING, UNCLAIMED } from "./entities.ts";
import { constants } from "../base/latencies.ts";
import { takeMaxLatency } from "../base/store.ts";
import { after, sample, type World } from "./world.ts";

/** Emits all that is emitted periodically, and again after the interval. */
export function emitMetrics(world: World): void {
  emitBbs(world);
  emitAuctioneer(world);
  emitReps(world);
  sample(world, "locket", "ActivePresences", "", world.tally.present);
  sample(world, "route_emitter", "RoutesTotal", "", world.tally.routes);
  after(world, constants.metrics_interval.value, () => emitMetrics(world));
}

function emitBbs(world: World): void {
  const { states, desired, tasks, present } = world.tally;
  const recorded = states[UNCLAIMED]! + states[CLAIMED]! + states[RUNNING]! +
    states[CRASHED]!;
  const counts: readonly (readonly [string, number])[] = [
    ["LRPsDesired", desired],
    ["LRPsRunning", states[RUNNING]!],
    ["LRPsClaimed", states[CLAIMED]!],
    ["LRPsUnclaimed", states[UNCLAIMED]!],
    ["CrashedActualLRPs", states[CRASHED]!],
    ["LRPsMissing", Math.max(0, desired - recorded)],
    // The model starts no instance twice.
    ["LRPsExtra", 0],
    ["TasksPending", tasks.pending],
    ["TasksRunning", tasks.running],
    ["TasksCompleted", tasks.completed],
    ["PresentCells", present],
  ];
  for (const [metric, value] of counts) sample(world, "bbs", metric, "", value);
  sample(world, "bbs", "RequestLatency", "s", takeMaxLatency(world.store));
}

function emitAuctioneer(world: World): void {
  const { tally } = world;
  const source = "auctioneer";
  if (tally.maxFetch > 0) {
    sample(
      world,
      source,
      "AuctioneerFetchStatesDuration",
      "s",
      tally.maxFetch,
    );
  }
  tally.maxFetch = 0;
  const counts: readonly (readonly [string, number])[] = [
    ["AuctioneerLRPAuctionsStarted", tally.lrpAuctions],
    ["AuctioneerLRPAuctionsFailed", tally.lrpAuctionFailures],
    ["AuctioneerTaskAuctionsStarted", tally.taskAuctions],
    ["AuctioneerTaskAuctionsFailed", tally.taskAuctionFailures],
  ];
  for (const [metric, value] of counts) {
    sample(world, source, metric, "", value);
  }
}

function emitReps(world: World): void {
  const { cells, tally } = world;
  let containers = 0;
  let starting = 0;
  let used = 0;
  let alive = 0;
  for (let cell = 0; cell < cells.names.length; cell++) {
    containers += cells.containers[cell]!;
    starting += cells.starting[cell]!;
    used += cells.usedMemory[cell]!;
    alive += cells.alive[cell]!;
  }
  const total = alive * cells.memory;
  sample(world, "rep", "ContainerCount", "", containers);
  sample(world, "rep", "StartingContainerCount", "", starting);
  sample(world, "rep", "CapacityTotalMemory", "B", total);
  sample(world, "rep", "CapacityRemainingMemory", "B", total - used);
  if (tally.maxRepBulk > 0) {
    sample(world, "rep", "RepBulkSyncDuration", "s", tally.maxRepBulk);
  }
  if (tally.maxCreation > 0) {
    const { maxCreation } = tally;
    const metric = "GardenContainerCreationSucceededDuration";
    sample(world, "rep", metric, "s", maxCreation);
  }
  tally.maxRepBulk = 0;
  tally.maxCreation = 0;
}
