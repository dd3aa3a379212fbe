/** The stages of a task, from its desire to the callback. */
import { GONE } from "./entities.ts";
import { cellName, release } from "./instance_state.ts";
import { draws } from "../base/draw.ts";
import { serve } from "../base/store.ts";
import {
  appOf,
  AUCTION,
  callAt,
  CLAIMED_AT_STORE,
  logEntity,
  schedule,
  tell,
  toMs,
  UP,
  type World,
} from "./world.ts";

/** Stores a task and submits it to the auctioneer; returns when it is stored. */
export function desireTask(world: World, row: number): number {
  const { random, now, store, tally } = world;
  tally.tasks.pending++;
  logEntity(world, now, "task_starting", row);
  const stored = serve(store, now, draws.task_write(random));
  logEntity(world, stored, "task_persisted", row);
  logEntity(world, stored, "task_submitted", row);
  schedule(world, stored, AUCTION, row);
  tellTask(world, row, "pending", "");
  return stored;
}

/** The cell accepts a task and marks it as running in the store. */
export function beginTask(world: World, row: number): void {
  const { random, now, store } = world;
  logEntity(world, now, "task_allocating", row);
  const notified = now + draws.allocate(random);
  logEntity(world, notified, "task_notified", row);
  const running = serve(store, notified, draws.task_write(random));
  logEntity(world, running, "task_started", row);
  schedule(world, running, CLAIMED_AT_STORE, row);
}

/** The container of a task is there. */
export function toTaskUp(world: World, row: number): void {
  const { random, now } = world;
  logEntity(world, now, "task_created", row);
  const network = now + draws.configure_container(random);
  logEntity(world, network, "task_network", row);
  schedule(world, network + draws.launch(random), UP, row);
}

/** A task is running in the store. */
export function markTaskRunning(world: World, row: number): void {
  world.tally.tasks.pending--;
  world.tally.tasks.running++;
  world.entities.seen[row] = 1;
  tellTask(world, row, "running", "");
}

/** The process of a task has ended: its result is fetched and stored, and the callback is called. */
export function endTask(world: World, row: number): void {
  const { entities, random, now, store } = world;
  logEntity(world, now, "task_exit", row);
  logEntity(world, now, "task_finished", row);
  logEntity(world, now, "task_fetching", row);
  const fetched = now + draws.fetch_result(random);
  logEntity(world, fetched, "task_completing", row);
  const completed = serve(store, fetched, draws.task_write(random));
  logEntity(world, completed, "task_completed", row);
  const epoch = entities.epoch[row];
  callAt(world, completed, () => {
    if (entities.epoch[row] !== epoch) return;
    finishTask(world, row, "completed", "");
    const resolved = world.now + draws.task_callback(random);
    logEntity(world, resolved, "task_resolved", row);
  });
}

/** Ends a task for good. */
export function finishTask(
  world: World,
  row: number,
  state: "completed" | "failed",
  reason: string,
): void {
  const { entities, tally } = world;
  if (entities.seen[row] === 1) tally.tasks.running--;
  else tally.tasks.pending--;
  if (state === "completed") tally.tasks.completed++;
  else world.failures.set(row, reason);
  entities.upAt[row] = world.now;
  tellTask(world, row, state, reason);
  entities.stored[row] = state === "completed" ? 1 : 0;
  release(world, row);
  entities.state[row] = GONE;
  appOf(world, row).onChange?.();
}

function tellTask(
  world: World,
  row: number,
  state: "pending" | "running" | "completed" | "failed",
  reason: string,
): void {
  if (world.watchers.length === 0) return;
  tell(world, {
    kind: "task",
    at: toMs(world, world.now),
    task: taskGuid(world, row),
    state,
    cell: cellName(world, row),
    reason,
  });
}

/** Identifier of a task: that of its batch, and its number. */
export function taskGuid(world: World, row: number): string {
  return `${appOf(world, row).guid}-${world.entities.index[row]}`;
}
