/** The life of an instance or task on its cell: allocated, claimed, container created, running, ended. */
import { requestAuction } from "./auction.ts";
import { addEvent } from "../base/event_heap.ts";
import { CLAIMED, CRASHED, GONE, RUNNING, UNCLAIMED } from "./entities.ts";
import { emitRoute, markUp, release, setState } from "./instance_state.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import { serve } from "../base/store.ts";
import {
  beginTask,
  endTask,
  markTaskRunning,
  toTaskUp,
} from "./task_stages.ts";
import {
  appOf,
  CLAIMED_AT_STORE,
  CRASHED_AT_STORE,
  CREATED,
  EXIT,
  logEntity,
  schedule,
  STARTED_AT_STORE,
  UP,
  type World,
} from "./world.ts";

/** The cell accepts the work and claims it. */
export function allocate(world: World, row: number): void {
  const { random, now, store } = world;
  if (appOf(world, row).spec === null) return beginTask(world, row);
  logEntity(world, now, "allocating", row);
  const allocated = now + draws.allocate(random);
  logEntity(world, allocated, "allocated", row);
  logEntity(world, allocated, "claiming", row);
  logEntity(world, allocated, "claim_starting", row);
  const claimed = serve(store, allocated, draws.claim(random));
  logEntity(world, claimed, "claim_complete", row);
  schedule(world, claimed, CLAIMED_AT_STORE, row);
}

/** The claim is stored: the container is made as soon as the cell's pool has room. */
export function claim(world: World, row: number): void {
  if (appOf(world, row).spec === null) markTaskRunning(world, row);
  else setState(world, row, CLAIMED, "");
  const cell = world.entities.cell[row]!;
  world.cells.waiting[cell]!.push(row);
  createNext(world, cell);
}

/** Begins to make the containers that wait, as many as the pool allows. */
function createNext(world: World, cell: number): void {
  const { cells, entities, random, tally } = world;
  const waiting = cells.waiting[cell]!;
  let taken = 0;
  while (
    taken < waiting.length &&
    cells.creating[cell]! < constants.create_pool.value
  ) {
    const row = waiting[taken++]!;
    // It was stopped while it waited, and may be here again.
    if (entities.cell[row] !== cell || entities.contained[row] === 0) continue;
    if (entities.making[row] === 1 || entities.up[row] === 1) continue;
    const seconds = draws.create_container(random) *
      (1 + constants.create_contention.value * cells.creating[cell]!);
    cells.creating[cell]!++;
    entities.making[row] = 1;
    entities.creatingAt[row] = world.now;
    tally.maxCreation = Math.max(tally.maxCreation, seconds);
    schedule(world, world.now + seconds, CREATED, row);
  }
  if (taken === waiting.length) waiting.length = 0;
  else if (taken > 0) waiting.splice(0, taken);
}

/** Garden has made a container: its process is started, and its health checked until it is up. */
export function finishCreation(world: World, row: number): void {
  const { cells, entities, now } = world;
  const cell = entities.cell[row]!;
  cells.creating[cell]!--;
  entities.making[row] = 0;
  entities.createdAt[row] = now;
  if (appOf(world, row).spec === null) toTaskUp(world, row);
  else launch(world, row);
  createNext(world, cell);
}

function launch(world: World, row: number): void {
  const { entities, random, now } = world;
  const configured = draws.configure_container(random);
  const fetched = configured + draws.fetch_download(random);
  const streamed = fetched + draws.stream_in(random);
  const launched = streamed + draws.launch(random);
  entities.fetched[row] = fetched;
  entities.streamed[row] = streamed;
  entities.launched[row] = launched;
  logEntity(world, now, "created", row);
  logEntity(world, now + configured, "configured", row);
  const { value: interval } = constants.monitor_interval;
  const checks = Math.ceil(draws.process_up(random) / interval);
  schedule(world, now + launched + checks * interval, UP, row);
}

/** The container passes its first health check. */
export function becomeUp(world: World, row: number): void {
  const { entities, random, now, store } = world;
  markUp(world, row);
  const app = appOf(world, row);
  if (app.spec === null) return logTaskRunning(world, row);
  const created = entities.createdAt[row]!;
  const launched = created + entities.launched[row]!;
  if (world.journal.isOn) {
    logEntity(world, created + entities.fetched[row]!, "fetched", row);
    logEntity(world, created + entities.streamed[row]!, "streamed", row);
    logEntity(world, launched, "launched", row);
    logEntity(world, launched, "monitored", row);
    logEntity(world, now, "container_running", row);
    logEntity(world, now, "start_starting", row);
  }
  const started = serve(store, now, draws.start(random));
  logEntity(world, started, "start_complete", row);
  schedule(world, started, STARTED_AT_STORE, row);
  const { crashAfter } = app.spec;
  if (crashAfter !== null) {
    schedule(world, Math.max(started, launched + crashAfter), EXIT, row);
  }
}

function logTaskRunning(world: World, row: number): void {
  const { runs } = appOf(world, row);
  logEntity(world, world.now, "task_running", row);
  logEntity(world, world.now, "task_process", row);
  schedule(world, world.now + (runs?.() ?? 0), EXIT, row);
}

/** The store knows that an instance runs. */
export function markRunning(world: World, row: number): void {
  setState(world, row, RUNNING, "");
  emitRoute(world, row);
}

/** The process of a container has ended. */
export function exit(world: World, row: number): void {
  const { random, now, store } = world;
  if (appOf(world, row).spec === null) return endTask(world, row);
  logEntity(world, now, "exited", row);
  const crashed = serve(store, now, draws.crash(random));
  logEntity(world, crashed, "crash_complete", row);
  schedule(world, crashed, CRASHED_AT_STORE, row);
}

/** The store knows of a crash: the instance restarts at once, later, or never. */
export function crash(world: World, row: number): void {
  const { entities, now } = world;
  const ranLong = now - entities.upAt[row]! > constants.crash_reset.value;
  entities.crashes[row] = ranLong ? 1 : entities.crashes[row]! + 1;
  release(world, row);
  setState(world, row, CRASHED, "");
  const crashes = entities.crashes[row]!;
  if (crashes < constants.immediate_restarts.value) {
    unclaim(world, row, "crashed");
    requestAuction(world, row);
  } else if (crashes < constants.max_restarts.value) {
    const restart = now + backoffOf(crashes);
    const epoch = entities.epoch[row]!;
    addEvent(world.convergence.backoff, restart, 0, row, epoch);
  }
}

/** Seconds that an instance waits after a crash, by the number of its crashes. */
export function backoffOf(crashes: number): number {
  const doublings = crashes - constants.immediate_restarts.value;
  return Math.min(
    constants.max_backoff.value,
    constants.min_backoff.value * 2 ** doublings,
  );
}

/** Makes an instance unclaimed; the caller requests the auction. */
export function unclaim(world: World, row: number, reason: string): void {
  setState(world, row, UNCLAIMED, reason);
}

/** Stops an instance that is no longer desired. */
export function stop(world: World, row: number): void {
  const { entities, now, store, random } = world;
  if (entities.state[row] === GONE) return;
  if (entities.contained[row] === 1) {
    logEntity(world, now, "stopping", row);
    logEntity(world, now, "stopped", row);
    logEntity(
      world,
      serve(store, now, draws.unclaim(random)),
      "removed",
      row,
    );
  }
  const cell = entities.cell[row]!;
  release(world, row);
  world.convergence.unplaced.delete(row);
  setState(world, row, GONE, "removed");
  if (cell >= 0) createNext(world, cell);
}
