/** Changes of the state of an instance, with what follows from each: counts, events, routes, and room on its cell. */
import type { InstanceStatus } from "../../platform/platform.ts";
import { updateCell } from "./cells.ts";
import {
  CLAIMED,
  COUNTED_INSTANCES,
  CRASHED,
  GONE,
  link,
  numberOf,
  RUNNING,
  UNCLAIMED,
  unlink,
} from "./entities.ts";
import { draws } from "../base/draw.ts";
import { appOf, ROUTED, schedule, tell, toMs, type World } from "./world.ts";

const names: Readonly<Record<number, InstanceStatus>> = {
  [UNCLAIMED]: "unclaimed",
  [CLAIMED]: "claimed",
  [RUNNING]: "running",
  [CRASHED]: "crashed",
};

/** The state of an instance as the platform tells it: missing without a record in the store. */
export function statusOf(world: World, row: number): InstanceStatus {
  const { state, stored } = world.entities;
  return stored[row] === 1 ? names[state[row]!] ?? "missing" : "missing";
}

/** Gives an instance another state; tasks have none of these. */
export function setState(
  world: World,
  row: number,
  state: number,
  reason: string,
): void {
  const { entities, tally } = world;
  const app = appOf(world, row);
  if (app.spec === null) return;
  if (entities.stored[row] === 1) tally.states[entities.state[row]!]!--;
  entities.state[row] = state;
  entities.since[row] = world.now;
  entities.stored[row] = state === GONE ? 0 : 1;
  if (state !== GONE) tally.states[state]!++;
  if (state === RUNNING && entities.seen[row] === 0) {
    entities.seen[row] = 1;
    app.seen++;
  }
  tellState(world, row, reason);
  app.onChange?.();
}

/** Tells the state of an instance to those who watch. */
export function tellState(world: World, row: number, reason: string): void {
  if (world.watchers.length === 0) return;
  const { entities } = world;
  if (entities.state[row] === GONE) return;
  tell(world, {
    kind: "instance",
    at: toMs(world, world.now),
    number: numberOf(row),
    app: appOf(world, row).name,
    index: entities.index[row]!,
    cell: cellName(world, row),
    state: statusOf(world, row),
    since: toMs(world, entities.since[row]!),
    reason,
  });
}

/** Name of the cell of an entity; empty for none. */
export function cellName(world: World, row: number): string {
  const cell = world.entities.cell[row]!;
  // An index of -1 would be looked up as the name of a property.
  return cell < 0 ? "" : world.cells.names[cell] ?? "";
}

/** Forgets the record of an instance, as a store does that loses its data. */
export function forget(world: World, row: number): void {
  const { entities, tally } = world;
  if (entities.stored[row] === 0) return;
  tally.states[entities.state[row]!]!--;
  entities.stored[row] = 0;
  tellState(world, row, "store-wiped");
}

/** Takes room on a cell for an entity, whose container is yet to be made. */
export function reserve(world: World, row: number, cell: number): void {
  const { cells, entities } = world;
  const app = appOf(world, row);
  link(entities, cells.first, row, cell);
  entities.contained[row] = 1;
  entities.up[row] = 0;
  cells.usedMemory[cell] = cells.usedMemory[cell]! + app.memory;
  cells.usedDisk[cell] = cells.usedDisk[cell]! + app.disk;
  cells.containers[cell]!++;
  cells.starting[cell]!++;
  if (app.entities.length > COUNTED_INSTANCES) {
    app.onCells ??= countOnCells(world, row);
    app.onCells[cell]!++;
  }
  updateCell(cells, cell);
}

function countOnCells(world: World, except: number): Uint16Array {
  const counts = new Uint16Array(world.cells.names.length);
  for (const row of appOf(world, except).entities) {
    const cell = world.entities.cell[row]!;
    if (cell >= 0 && row !== except) counts[cell]!++;
  }
  return counts;
}

/** Gives back what an entity holds on its cell, and voids its events. */
export function release(world: World, row: number): void {
  const { cells, entities } = world;
  const cell = entities.cell[row]!;
  entities.epoch[row]!++;
  if (cell < 0) return;
  entities.incarnation[row]!++;
  const app = appOf(world, row);
  // A cell that was destroyed has given back everything at once.
  if (entities.contained[row] === 1) {
    cells.usedMemory[cell] = cells.usedMemory[cell]! - app.memory;
    cells.usedDisk[cell] = cells.usedDisk[cell]! - app.disk;
    cells.containers[cell]!--;
    if (entities.up[row] === 0) cells.starting[cell]!--;
    if (entities.making[row] === 1) cells.creating[cell]!--;
    updateCell(cells, cell);
  }
  if (app.onCells !== null) app.onCells[cell]!--;
  entities.contained[row] = 0;
  entities.up[row] = 0;
  entities.making[row] = 0;
  unlink(entities, cells.first, row);
  pruneRoute(world, row);
}

/** Marks the container of an entity as running. */
export function markUp(world: World, row: number): void {
  const { cells, entities } = world;
  const cell = entities.cell[row]!;
  entities.up[row] = 1;
  entities.upAt[row] = world.now;
  cells.starting[cell]!--;
  updateCell(cells, cell);
}

/** The route emitter hears of an instance that runs. */
export function emitRoute(world: World, row: number): void {
  const { entities, now, random } = world;
  if (entities.routed[row] === 1) return;
  schedule(world, now + draws.emit_route(random), ROUTED, row);
}

/** The route of an instance is registered. */
export function registerRoute(world: World, row: number): void {
  world.entities.routed[row] = 1;
  world.tally.routes++;
  tellRoute(world, row, "registered");
}

/** Takes the route of an instance away. */
export function pruneRoute(world: World, row: number): void {
  const { entities } = world;
  if (entities.routed[row] === 0) return;
  entities.routed[row] = 0;
  world.tally.routes--;
  tellRoute(world, row, "pruned");
}

function tellRoute(
  world: World,
  row: number,
  state: "registered" | "pruned",
): void {
  if (world.watchers.length === 0) return;
  tell(world, {
    kind: "route",
    at: toMs(world, world.now),
    app: appOf(world, row).name,
    index: world.entities.index[row]!,
    state,
  });
}
