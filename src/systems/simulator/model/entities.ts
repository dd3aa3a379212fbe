/** Instances and tasks, a row of numbers each, and the applications that they belong to. */
import type { AppSpec } from "../../platform/platform.ts";

/** States of an instance as the platform records them; `gone` is no longer desired. */
export const UNCLAIMED = 0;
export const CLAIMED = 1;
export const RUNNING = 2;
export const CRASHED = 3;
export const GONE = 4;

/** An application, or a batch of tasks. */
export interface App {
  readonly id: number;
  readonly name: string;
  readonly guid: string;
  /** Null for tasks. */
  readonly spec: AppSpec | null;
  /** Limits of each instance or task, in bytes. */
  readonly memory: number;
  readonly disk: number;
  /** Seconds that a task runs; null for instances. */
  readonly runs: (() => number) | null;
  /** Entities by index; those above the desired number are gone. */
  readonly entities: number[];
  /** Number of instances that are desired. */
  desired: number;
  /** Whether the Cloud Controller desires it, and whether the store knows that. */
  isDesired: boolean;
  isStored: boolean;
  /** Number of its instances on each cell; null for a small application, whose entities are counted. */
  onCells: Uint16Array | null;
  /** Number of its entities that have been running at least once. */
  seen: number;
  /** Called when an entity of it changes state. */
  onChange: (() => void) | null;
}

/**
 * Entities by row. The numbers of one stand side by side: events come to entities in no order, and each needs many numbers
 * of one. A row is the place of the first of them, so that each list is read at `row`.
 */
export interface Entities {
  count: number;
  capacity: number;
  app: Int32Array;
  index: Int32Array;
  /** -1 for none. */
  cell: Int32Array;
  /** The cell that it was on most recently; -1 for none. */
  lastCell: Int32Array;
  state: Int32Array;
  /** Whether the store has a record of it. */
  stored: Int32Array;
  /** Whether its container exists, and whether it runs. */
  contained: Int32Array;
  up: Int32Array;
  /** Whether Garden makes its container at this moment. */
  making: Int32Array;
  /** Whether it has been running. */
  seen: Int32Array;
  routed: Int32Array;
  /** Rises when its container ends, and voids the events of that one. */
  epoch: Int32Array;
  /** Number of containers before the present one, which the platform knows to be gone. */
  incarnation: Int32Array;
  crashes: Int32Array;
  /** Seconds since the start. */
  since: Float64Array;
  upAt: Float64Array;
  /** When Garden began to make its container, and when it had; 0 for never. */
  creatingAt: Float64Array;
  createdAt: Float64Array;
  /** Seconds from the container to each of its next stages. */
  fetched: Float64Array;
  streamed: Float64Array;
  launched: Float64Array;
  /** Neighbours in the list of its cell; -1 for none. */
  next: Int32Array;
  previous: Int32Array;
}

const FIRST_ENTITIES = 1024;

/** Places between two rows, as many as an entity has whole numbers. */
const STRIDE = 16;

/** Applications of more instances keep their number on each cell. */
export const COUNTED_INSTANCES = 16;

/** Creates an empty table. */
export function emptyEntities(): Entities {
  return { count: 0, ...toViews(FIRST_ENTITIES) };
}

/** Creates the lists, each of which begins one number later than the one before it. */
function toViews(capacity: number) {
  const whole = new ArrayBuffer(4 * STRIDE * capacity);
  const seconds = new ArrayBuffer(8 * STRIDE * capacity);
  const integers = (place: number) => new Int32Array(whole, 4 * place);
  const times = (place: number) => new Float64Array(seconds, 8 * place);
  return {
    capacity,
    app: integers(0),
    index: integers(1),
    cell: integers(2),
    lastCell: integers(3),
    state: integers(4),
    stored: integers(5),
    contained: integers(6),
    up: integers(7),
    making: integers(8),
    seen: integers(9),
    routed: integers(10),
    epoch: integers(11),
    incarnation: integers(12),
    crashes: integers(13),
    next: integers(14),
    previous: integers(15),
    since: times(0),
    upAt: times(1),
    creatingAt: times(2),
    createdAt: times(3),
    fetched: times(4),
    streamed: times(5),
    launched: times(6),
  };
}

/** Number of the entity of a row, from 0 in the order in which they were added. */
export function numberOf(row: number): number {
  return row / STRIDE;
}

/** Row of the entity with a number. */
export function rowOf(number: number): number {
  return number * STRIDE;
}

/** Adds an entity of an application, unclaimed and not stored; returns its row. */
export function addEntity(entities: Entities, app: App, now: number): number {
  if (entities.count === entities.capacity) grow(entities);
  const row = rowOf(entities.count++);
  entities.app[row] = app.id;
  entities.index[row] = app.entities.length;
  entities.cell[row] = -1;
  entities.lastCell[row] = -1;
  entities.next[row] = -1;
  entities.previous[row] = -1;
  entities.since[row] = now;
  app.entities.push(row);
  return row;
}

function grow(entities: Entities): void {
  const larger = toViews(2 * entities.capacity);
  // The first list of each kind spans all of them.
  larger.app.set(entities.app);
  larger.since.set(entities.since);
  Object.assign(entities, larger);
}

/** Puts an entity at the head of the list of a cell. */
export function link(
  entities: Entities,
  first: Int32Array,
  row: number,
  cell: number,
): void {
  const head = first[cell]!;
  entities.cell[row] = cell;
  entities.lastCell[row] = cell;
  entities.next[row] = head;
  entities.previous[row] = -1;
  if (head >= 0) entities.previous[head] = row;
  first[cell] = row;
}

/** Takes an entity out of the list of its cell. */
export function unlink(
  entities: Entities,
  first: Int32Array,
  row: number,
): void {
  const next = entities.next[row]!;
  const previous = entities.previous[row]!;
  if (next >= 0) entities.previous[next] = previous;
  if (previous >= 0) entities.next[previous] = next;
  else first[entities.cell[row]!] = next;
  entities.next[row] = -1;
  entities.previous[row] = -1;
  entities.cell[row] = -1;
}

/** Rows in the list of a cell, in order. */
export function listCell(
  entities: Entities,
  first: Int32Array,
  cell: number,
): number[] {
  const rows: number[] = [];
  for (let row = first[cell]!; row >= 0; row = entities.next[row]!) {
    rows.push(row);
  }
  return rows;
}
