/** The periodic loops beside convergence: cells over their containers, the route emitter, the sync of what is desired. */
import { createRecords } from "./convergence.ts";
import { type App, listCell, RUNNING } from "./entities.ts";
import { setState } from "./instance_state.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import { isUnreachable, serve } from "../base/store.ts";
import {
  after,
  appOf,
  callAt,
  logEntity,
  RESTORED_AT_STORE,
  sample,
  schedule,
  tell,
  toMs,
  type World,
} from "./world.ts";

/** Cells begin their bulk loops at the second of their number, within the interval. */
export function runRepBulkLoops(world: World): void {
  const { cells, random, store, tally, now } = world;
  const interval = constants.rep_interval.value;
  const group = Math.round(now) % interval;
  if (!isUnreachable(store, now)) {
    for (let cell = group; cell < cells.names.length; cell += interval) {
      if (cells.alive[cell] === 0) continue;
      const work = draws.rep_bulk(random) +
        constants.rep_bulk_per_row.value * cells.containers[cell]!;
      const end = serve(store, now, work);
      tally.maxRepBulk = Math.max(tally.maxRepBulk, end - now);
      if (cells.unsynced[cell] === 1) bringBack(world, cell, end);
    }
  }
  after(world, 1, () => runRepBulkLoops(world));
}

/** A cell stores its running instances again, which the store has lost. */
function bringBack(world: World, cell: number, from: number): void {
  const { cells, entities, random, store } = world;
  cells.unsynced[cell] = 0;
  for (const row of listCell(entities, cells.first, cell)) {
    if (entities.stored[row] === 1 || entities.up[row] === 0) continue;
    if (appOf(world, row).spec === null) continue;
    logEntity(world, from, "start_starting", row);
    const end = serve(store, from, draws.start(random));
    logEntity(world, end, "start_complete", row);
    schedule(world, end, RESTORED_AT_STORE, row);
  }
}

/** A running instance is in the store again. */
export function restoreRecord(world: World, row: number): void {
  if (world.entities.stored[row] === 0) {
    setState(world, row, RUNNING, "brought-back");
  }
}

/** The route emitter fetches everything and compares it with its table. */
export function runRouteSync(world: World): void {
  const { random, store, tally, now } = world;
  if (!isUnreachable(store, now)) {
    const work = draws.route_sync(random) +
      constants.route_sync_per_row.value * tally.desired;
    callAt(world, serve(store, now, work), () => {
      const seconds = world.now - now;
      sample(world, "route_emitter", "RouteEmitterSyncDuration", "s", seconds);
    });
  }
  after(
    world,
    constants.route_sync_interval.value,
    () => runRouteSync(world),
  );
}

/** The Cloud Controller's list of applications is compared with the store's, and what is missing desired again. */
export function runDesiredSync(world: World): void {
  const { random, store, tally, now } = world;
  const later = () =>
    after(
      world,
      constants.desired_sync_interval.value,
      () => runDesiredSync(world),
    );
  if (isUnreachable(store, now)) return later();
  const work = draws.desired_sync(random) +
    constants.desired_sync_per_row.value * tally.desired;
  callAt(world, serve(store, now, work), () => {
    const missing = world.isRestoring
      ? world.apps.filter(({ isDesired, isStored }) => isDesired && !isStored)
      : [];
    desireAgain(world, missing, 0, later);
  });
}

/** One after the other, as the sync does. */
function desireAgain(
  world: World,
  apps: readonly App[],
  index: number,
  done: () => void,
): void {
  const app = apps[index];
  if (app === undefined) {
    if (world.isRestoring && apps.length > 0) {
      world.isRestoring = false;
      const at = toMs(world, world.now);
      tell(world, { kind: "store", at, state: "restored", share: "total" });
    }
    return done();
  }
  const { random, store, now, entities } = world;
  const end = serve(store, now, draws.desire_again(random));
  callAt(world, end, () => {
    if (app.isDesired) {
      app.isStored = true;
      const rows = app.entities.filter((row) => entities.stored[row] === 0);
      // Those that run are known by their cells, which store them again.
      for (const row of rows) {
        if (entities.up[row] === 1) restoreRecord(world, row);
      }
      createRecords(
        world,
        rows.filter((row) => entities.cell[row] === -1),
      );
    }
    desireAgain(world, apps, index + 1, done);
  });
}
