/** The state of a simulated platform, and how it is changed: events in virtual time, lines of log, and what is watched. */
import { seededRandom, spreadSeed } from "../../../statistics/mod.ts";
import type { PlatformEvent, PlatformSample } from "../../platform/platform.ts";
import { type Cells, toCells } from "./cells.ts";
import {
  type App,
  emptyEntities,
  type Entities,
  numberOf,
} from "./entities.ts";
import { addEvent, emptyHeap, type EventHeap } from "../base/event_heap.ts";
import { addLine, emptyJournal, type Journal } from "../base/journal.ts";
import { constants } from "../base/latencies.ts";
import { messageIndex, type MessageName } from "../base/messages.ts";
import { type Service, toService } from "../base/store.ts";

/** Kinds of events of the heap; the subject of all but `CALL` is an entity. */
export const CALL = 0;
export const ALLOCATE = 1;
export const CLAIMED_AT_STORE = 2;
export const CREATED = 3;
export const UP = 4;
export const STARTED_AT_STORE = 5;
export const EXIT = 6;
export const CRASHED_AT_STORE = 7;
export const AUCTION = 8;
export const RESTORED_AT_STORE = 9;
export const TASK_REFUSED = 10;
export const ROUTED = 11;

export interface World {
  readonly seed: number;
  readonly random: () => number;
  /** Seconds since the start. */
  now: number;
  readonly heap: EventHeap;
  /** Functions of `CALL` events by slot, and the slots that are free. */
  readonly calls: ((() => void) | null)[];
  readonly freeCalls: number[];
  readonly cells: Cells;
  readonly entities: Entities;
  readonly apps: App[];
  readonly appsByName: Map<string, App>;
  readonly store: Service;
  readonly api: Service;
  /** Why tasks failed, by entity. */
  readonly failures: Map<number, string>;
  readonly auction: Auction;
  readonly convergence: Convergence;
  readonly journal: Journal;
  readonly tally: Tally;
  readonly samples: PlatformSample[];
  readonly watchers: ((event: PlatformEvent) => void)[];
  /** Milliseconds since 1970 at the start. */
  readonly startedAt: number;
  /** Number of events that were carried out. */
  events: number;
  /** Whether desired applications are missing in the store. */
  isRestoring: boolean;
}

export interface Auction {
  /** Entities that wait for an auction. */
  pending: number[];
  isRunning: boolean;
  sessions: number;
}

export interface Convergence {
  isRunning: boolean;
  isAgain: boolean;
  /** Rises with each timer that is set, so that those before are void. */
  timer: number;
  sessions: number;
  /** Entities that no cell had room for, by the time of the refusal. */
  readonly unplaced: Map<number, number>;
  /** Crashed entities by the time of their next restart. */
  readonly backoff: EventHeap;
}

/** Counts that metrics are made of. */
export interface Tally {
  /** Instances in each state, by their numbers. */
  readonly states: Int32Array;
  readonly tasks: { pending: number; running: number; completed: number };
  desired: number;
  present: number;
  /** Cells that are present and do not answer. */
  silent: number;
  routes: number;
  lrpAuctions: number;
  lrpAuctionFailures: number;
  taskAuctions: number;
  taskAuctionFailures: number;
  maxFetch: number;
  maxCreation: number;
  maxRepBulk: number;
}

export interface WorldOptions {
  readonly cells: number;
  readonly cellMemory: number;
  readonly cellDisk: number;
  readonly seed: number;
  readonly startedAt: number;
  /** Whether lines of log are kept. */
  readonly isLogged: boolean;
}

/** Creates a platform whose cells are present and empty. */
export function toWorld(options: WorldOptions): World {
  const apis = Math.max(
    2,
    Math.ceil(options.cells / constants.cells_per_api.value),
  );
  return {
    seed: options.seed,
    random: seededRandom(spreadSeed(options.seed)),
    now: 0,
    heap: emptyHeap(),
    calls: [],
    freeCalls: [],
    cells: toCells(options.cells, options.cellMemory, options.cellDisk),
    entities: emptyEntities(),
    apps: [],
    appsByName: new Map(),
    store: toService(constants.store_servers.value),
    api: toService(apis * constants.uploads_per_api.value),
    failures: new Map(),
    auction: { pending: [], isRunning: false, sessions: 0 },
    convergence: {
      isRunning: false,
      isAgain: false,
      timer: 0,
      sessions: 0,
      unplaced: new Map(),
      backoff: emptyHeap(),
    },
    journal: emptyJournal(options.isLogged),
    tally: {
      states: new Int32Array(5),
      tasks: { pending: 0, running: 0, completed: 0 },
      desired: 0,
      present: options.cells,
      silent: 0,
      routes: 0,
      lrpAuctions: 0,
      lrpAuctionFailures: 0,
      taskAuctions: 0,
      taskAuctionFailures: 0,
      maxFetch: 0,
      maxCreation: 0,
      maxRepBulk: 0,
    },
    samples: [],
    watchers: [],
    startedAt: options.startedAt,
    events: 0,
    isRestoring: false,
  };
}

/** Calls a function after some seconds. */
export function after(world: World, seconds: number, act: () => void): void {
  callAt(world, world.now + seconds, act);
}

/** Calls a function at a time. */
export function callAt(world: World, time: number, act: () => void): void {
  const slot = world.freeCalls.pop() ?? world.calls.length;
  world.calls[slot] = act;
  addEvent(world.heap, time, CALL, slot, 0);
}

/** Schedules an event of an entity, which is void once the entity has another incarnation. */
export function schedule(
  world: World,
  time: number,
  kind: number,
  row: number,
): void {
  addEvent(world.heap, time, kind, row, world.entities.epoch[row]!);
}

/** Logs a line about an entity, at a time that may have passed. */
export function logEntity(
  world: World,
  time: number,
  name: MessageName,
  row: number,
): void {
  if (!world.journal.isOn) return;
  const { incarnation, cell } = world.entities;
  const message = messageIndex[name];
  const subject = numberOf(row);
  addLine(
    world.journal,
    time,
    message,
    subject,
    incarnation[row]!,
    cell[row]!,
  );
}

/** Logs a line about a cell, an application or a number. */
export function logLine(
  world: World,
  time: number,
  name: MessageName,
  subject: number,
  detail = 0,
): void {
  if (!world.journal.isOn) return;
  addLine(world.journal, time, messageIndex[name], subject, detail, -1);
}

/** Tells those who watch. */
export function tell(world: World, event: PlatformEvent): void {
  for (const watcher of world.watchers) watcher(event);
}

/** Milliseconds since 1970 of a time of the model. */
export function toMs(world: World, time: number): number {
  return world.startedAt + 1000 * time;
}

/** The application of an entity. */
export function appOf(world: World, row: number): App {
  return world.apps[world.entities.app[row]!]!;
}

/** Keeps a sample of now. */
export function sample(
  world: World,
  source: string,
  metric: string,
  unit: string,
  value: number,
): void {
  const at = toMs(world, world.now);
  world.samples.push({ source, metric, unit, at, value });
}
