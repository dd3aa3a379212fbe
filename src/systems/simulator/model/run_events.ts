/** Carries out the events of the model in order of time. */
import { requestAuction } from "./auction.ts";
import {
  allocate,
  becomeUp,
  claim,
  crash,
  exit,
  finishCreation,
  markRunning,
} from "./containers.ts";
import { convergeLater } from "./convergence.ts";
import { registerRoute } from "./instance_state.ts";
import { nextTime, takeEvent, type TakenEvent } from "../base/event_heap.ts";
import {
  restoreRecord,
  runDesiredSync,
  runRepBulkLoops,
  runRouteSync,
} from "./loops.ts";
import { emitMetrics } from "./metrics.ts";
import { finishTask } from "./task_stages.ts";
import {
  ALLOCATE,
  AUCTION,
  CALL,
  CLAIMED_AT_STORE,
  CRASHED_AT_STORE,
  CREATED,
  EXIT,
  logLine,
  RESTORED_AT_STORE,
  ROUTED,
  STARTED_AT_STORE,
  TASK_REFUSED,
  UP,
  type World,
} from "./world.ts";

/** Starts the loops of a platform; each begins at its first interval or at once. */
export function startLoops(world: World): void {
  for (let cell = 0; cell < world.cells.names.length; cell++) {
    logLine(world, 0, "presence_gained", cell);
  }
  convergeLater(world);
  runRepBulkLoops(world);
  runRouteSync(world);
  runDesiredSync(world);
  emitMetrics(world);
}

const taken: TakenEvent = { time: 0, kind: 0, subject: 0, epoch: 0 };

/** Carries out the next event, if it is not void. Its loops never end, so that there is always one. */
export function runNext(world: World): void {
  if (nextTime(world.heap) === Infinity) return;
  takeEvent(world.heap, taken);
  world.now = taken.time;
  world.events++;
  const { kind, subject, epoch } = taken;
  if (kind === CALL) {
    const act = world.calls[subject];
    world.calls[subject] = null;
    world.freeCalls.push(subject);
    act?.();
  } else if (world.entities.epoch[subject] === epoch) {
    runEntityEvent(world, kind, subject);
  }
}

function runEntityEvent(world: World, kind: number, row: number): void {
  switch (kind) {
    case ALLOCATE:
      return allocate(world, row);
    case CLAIMED_AT_STORE:
      return claim(world, row);
    case CREATED:
      return finishCreation(world, row);
    case UP:
      return becomeUp(world, row);
    case STARTED_AT_STORE:
      return markRunning(world, row);
    case EXIT:
      return exit(world, row);
    case CRASHED_AT_STORE:
      return crash(world, row);
    case AUCTION:
      return requestAuction(world, row);
    case RESTORED_AT_STORE:
      return restoreRecord(world, row);
    case ROUTED:
      return registerRoute(world, row);
    case TASK_REFUSED:
      return finishTask(world, row, "failed", "insufficient-resources");
  }
}
