/** What befalls the platform: cells destroyed and restored, the store cut off or without its data. */
import type { StoreShare } from "../../platform/platform.ts";
import { updateCell } from "./cells.ts";
import { converge, giveUpCell } from "./convergence.ts";
import { listCell } from "./entities.ts";
import { forget, pruneRoute } from "./instance_state.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import { after, callAt, logLine, tell, toMs, type World } from "./world.ts";

/** Destroys up to `n` cells that are alive; returns their numbers, in order. */
export function killCells(world: World, n: number): number[] {
  const { cells, random } = world;
  const alive = cells.names.map((_, cell) => cell)
    .filter((cell) => cells.alive[cell] === 1);
  const killed: number[] = [];
  while (killed.length < n && alive.length > 0) {
    const [cell] = alive.splice(Math.floor(random() * alive.length), 1);
    if (cell === undefined) break;
    killCell(world, cell);
    killed.push(cell);
  }
  return killed.sort((a, b) => a - b);
}

function killCell(world: World, cell: number): void {
  const { cells, entities, now, random } = world;
  cells.alive[cell] = 0;
  if (cells.present[cell] === 1) world.tally.silent++;
  cells.lost[cell] = 1;
  cells.epoch[cell]!++;
  cells.waiting[cell] = [];
  cells.usedMemory[cell] = 0;
  cells.usedDisk[cell] = 0;
  cells.containers[cell] = 0;
  cells.starting[cell] = 0;
  cells.creating[cell] = 0;
  for (const row of listCell(entities, cells.first, cell)) {
    entities.epoch[row]!++;
    entities.contained[row] = 0;
    entities.up[row] = 0;
    entities.making[row] = 0;
    // Nothing answers behind its route any more.
    pruneRoute(world, row);
  }
  updateCell(cells, cell);
  tellCell(world, cell, "dead");
  // The last renewal was somewhere within the period before; presences are looked at every second.
  const renewed = now - random() * constants.presence_renewal.value;
  const lapse = Math.ceil(renewed + constants.presence_ttl.value);
  const epoch = cells.epoch[cell];
  callAt(world, lapse, () => {
    if (cells.epoch[cell] !== epoch || cells.present[cell] === 0) return;
    cells.present[cell] = 0;
    world.tally.present--;
    world.tally.silent--;
    logLine(world, world.now, "presence_lost", cell);
    updateCell(cells, cell);
    converge(world);
  });
}

/** Brings destroyed cells back, empty; others are left as they are. */
export function restoreCells(world: World, names: readonly string[]): void {
  const { cells, random } = world;
  for (const name of names) {
    const cell = cells.names.indexOf(name);
    if (cell < 0 || cells.alive[cell] === 1) continue;
    after(world, draws.boot_cell(random), () => {
      if (cells.alive[cell] === 1) return;
      // It is known by its name: instances that were on it are given up before anything is placed on it.
      if (cells.lost[cell] === 1) giveUpCell(world, cell);
      cells.alive[cell] = 1;
      cells.epoch[cell]!++;
      if (cells.present[cell] === 0) {
        cells.present[cell] = 1;
        world.tally.present++;
      } else world.tally.silent--;
      updateCell(cells, cell);
      logLine(world, world.now, "presence_gained", cell);
      tellCell(world, cell, "alive");
      tellCell(world, cell, "present");
    });
  }
}

/** Cuts the store off as soon as time passes: `partial` leaves it slow, `total` unreachable. */
export function cutStore(
  world: World,
  share: StoreShare,
  seconds: number,
): void {
  after(world, 0, () => cut(world, share, seconds));
}

function cut(world: World, share: StoreShare, seconds: number): void {
  const { store, now } = world;
  const until = now + seconds;
  if (share === "total") {
    store.unreachableUntil = Math.max(store.unreachableUntil, until);
  } else {
    store.slowUntil = Math.max(store.slowUntil, until);
    store.slowdown = constants.partial_slowdown.value;
  }
  tellStore(world, "cut", share);
  callAt(world, until, () => tellStore(world, "reached", share));
}

/**
 * Removes records as soon as time passes, of a share of the applications or of all, and keeps the store unreachable for
 * some seconds.
 */
export function wipeStore(
  world: World,
  share: StoreShare,
  seconds: number,
): void {
  after(world, 0, () => wipe(world, share, seconds));
}

function wipe(world: World, share: StoreShare, seconds: number): void {
  const { cells, entities, now, random, store } = world;
  const until = now + seconds;
  store.unreachableUntil = Math.max(store.unreachableUntil, until);
  for (const app of world.apps) {
    const isHit = share === "total" ||
      random() < constants.partial_loss.value;
    if (!isHit || app.spec === null || !app.isStored) continue;
    app.isStored = false;
    world.isRestoring = true;
    for (const row of app.entities) {
      forget(world, row);
      if (entities.cell[row] === -1) entities.epoch[row]!++;
      else cells.unsynced[entities.cell[row]!] = 1;
    }
  }
  tellStore(world, "wiped", share);
  callAt(world, until, () => {
    tellStore(world, "reached", share);
    converge(world);
  });
}

function tellCell(
  world: World,
  cell: number,
  state: "dead" | "alive" | "present",
): void {
  const name = world.cells.names[cell]!;
  tell(world, { kind: "cell", at: toMs(world, world.now), cell: name, state });
}

function tellStore(
  world: World,
  state: "cut" | "wiped" | "reached",
  share: StoreShare,
): void {
  tell(world, { kind: "store", at: toMs(world, world.now), state, share });
}
