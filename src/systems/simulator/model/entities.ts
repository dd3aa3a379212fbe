/** Instances and tasks, a row each in typed arrays, and the applications that they belong to. */
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

export interface Entities {
  count: number;
  app: Int32Array;
  index: Int32Array;
  /** -1 for none. */
  cell: Int32Array;
  /** The cell that it was on most recently; -1 for none. */
  lastCell: Int32Array;
  state: Uint8Array;
  /** Whether the store has a record of it. */
  stored: Uint8Array;
  /** Whether its container exists, and whether it runs. */
  contained: Uint8Array;
  up: Uint8Array;
  /** Whether Garden makes its container at this moment. */
  making: Uint8Array;
  /** Whether it has been running. */
  seen: Uint8Array;
  routed: Uint8Array;
  /** Rises when its container ends, and voids the events of that one. */
  epoch: Uint32Array;
  /** Number of containers before the present one, which the platform knows to be gone. */
  incarnation: Int32Array;
  crashes: Uint16Array;
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

/** Applications of more instances keep their number on each cell. */
export const COUNTED_INSTANCES = 16;

/** Creates an empty table. */
export function emptyEntities(): Entities {
  return { count: 0, ...toArrays(FIRST_ENTITIES) };
}

function toArrays(n: number) {
  return {
    app: new Int32Array(n),
    index: new Int32Array(n),
    cell: new Int32Array(n),
    lastCell: new Int32Array(n),
    state: new Uint8Array(n),
    stored: new Uint8Array(n),
    contained: new Uint8Array(n),
    up: new Uint8Array(n),
    making: new Uint8Array(n),
    seen: new Uint8Array(n),
    routed: new Uint8Array(n),
    epoch: new Uint32Array(n),
    incarnation: new Int32Array(n),
    crashes: new Uint16Array(n),
    since: new Float64Array(n),
    upAt: new Float64Array(n),
    creatingAt: new Float64Array(n),
    createdAt: new Float64Array(n),
    fetched: new Float64Array(n),
    streamed: new Float64Array(n),
    launched: new Float64Array(n),
    next: new Int32Array(n),
    previous: new Int32Array(n),
  };
}

/** Adds an entity of an application, unclaimed and not stored; returns its row. */
export function addEntity(entities: Entities, app: App, now: number): number {
  if (entities.count === entities.app.length) grow(entities);
  const row = entities.count++;
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
  const larger = toArrays(2 * entities.app.length);
  for (const key of Object.keys(larger) as (keyof typeof larger)[]) {
    larger[key].set(entities[key]);
  }
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
