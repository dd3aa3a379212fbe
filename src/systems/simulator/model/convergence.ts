/**
 * The convergence loop of the BBS, which mends what is not as desired: instances of lost cells, crashed instances whose
 * back-off is over, those that no cell had room for, and those without a record.
 */
import { requestAuction } from "./auction.ts";
import { unclaim } from "./containers.ts";
import { CRASHED, GONE, listCell, UNCLAIMED } from "./entities.ts";
import { nextTime, takeEvent, type TakenEvent } from "../base/event_heap.ts";
import { release } from "./instance_state.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import { isUnreachable, serve } from "../base/store.ts";
import { finishTask } from "./task_stages.ts";
import {
  after,
  appOf,
  AUCTION,
  callAt,
  logEntity,
  logLine,
  sample,
  schedule,
  tell,
  toMs,
  type World,
} from "./world.ts";

const taken: TakenEvent = { time: 0, kind: 0, subject: 0, epoch: 0 };

/** Runs a loop now, or again once the present one has ended. */
export function converge(world: World): void {
  const { convergence, random, store, tally } = world;
  if (convergence.isRunning) {
    convergence.isAgain = true;
    return;
  }
  if (isUnreachable(store, world.now)) return convergeLater(world);
  convergence.isRunning = true;
  convergence.timer++;
  convergence.sessions++;
  logLine(world, world.now, "convergence_started", convergence.sessions);
  const begun = world.now;
  const work = draws.convergence(random) +
    constants.convergence_per_row.value * tally.desired;
  callAt(world, serve(store, begun, work), () => {
    const end = mend(world);
    callAt(world, end, () => finish(world, begun));
  });
}

function finish(world: World, begun: number): void {
  const { convergence } = world;
  convergence.isRunning = false;
  logLine(world, world.now, "convergence_done", convergence.sessions);
  const seconds = world.now - begun;
  sample(world, "bbs", "ConvergenceLRPDuration", "s", seconds);
  if (!convergence.isAgain) return convergeLater(world);
  convergence.isAgain = false;
  converge(world);
}

/** Runs a loop after the interval, unless one runs before. */
export function convergeLater(world: World): void {
  const { convergence } = world;
  const timer = ++convergence.timer;
  after(world, constants.convergence_interval.value, () => {
    if (timer === convergence.timer) converge(world);
  });
}

/** Returns when the last of its writes is done. */
function mend(world: World): number {
  const { cells, now } = world;
  let end = now;
  for (let cell = 0; cell < cells.names.length; cell++) {
    if (cells.lost[cell] === 1 && cells.present[cell] === 0) {
      end = Math.max(end, giveUpCell(world, cell));
    }
  }
  return Math.max(end, restartCrashed(world), retryUnplaced(world));
}

/** Notices a lost cell: its instances become unclaimed, its tasks have failed. */
export function giveUpCell(world: World, cell: number): number {
  const { cells, entities, now, random, store } = world;
  cells.lost[cell] = 0;
  logLine(world, now, "missing_cell", cell);
  tell(world, {
    kind: "cell",
    at: toMs(world, now),
    cell: cells.names[cell]!,
    state: "missing",
  });
  let end = now;
  for (const row of listCell(entities, cells.first, cell)) {
    if (appOf(world, row).spec === null) {
      finishTask(world, row, "failed", "cell-lost");
      continue;
    }
    logEntity(world, now, "missing_noticed", row);
    logEntity(world, now, "missing_removing", row);
    const removed = serve(store, now, draws.unclaim(random));
    logEntity(world, removed, "missing_removed", row);
    logEntity(world, removed, "missing_auction", row);
    release(world, row);
    unclaim(world, row, "cell-lost");
    schedule(world, removed, AUCTION, row);
    end = Math.max(end, removed);
  }
  return end;
}

function restartCrashed(world: World): number {
  const { convergence, entities, now, random, store } = world;
  let end = now;
  while (nextTime(convergence.backoff) <= now) {
    takeEvent(convergence.backoff, taken);
    const row = taken.subject;
    if (entities.epoch[row] !== taken.epoch) continue;
    if (entities.state[row] !== CRASHED) continue;
    end = Math.max(end, serve(store, now, draws.unclaim(random)));
    unclaim(world, row, "back-off");
    schedule(world, end, AUCTION, row);
  }
  return end;
}

function retryUnplaced(world: World): number {
  const { convergence, entities, now } = world;
  const before = now - constants.stale_unclaimed.value;
  for (const [row, since] of convergence.unplaced) {
    if (since > before) continue;
    convergence.unplaced.delete(row);
    const isWaiting = entities.state[row] === UNCLAIMED &&
      entities.cell[row] === -1;
    if (!isWaiting || appOf(world, row).spec === null) continue;
    logEntity(world, now, "stale_auction", row);
    requestAuction(world, row);
  }
  return now;
}

/** Creates records of an application's instances that have none, and has those placed that run nowhere. */
export function createRecords(world: World, rows: readonly number[]): void {
  const { entities, now, random, store } = world;
  for (const row of rows) {
    if (entities.stored[row] === 1 || entities.state[row] === GONE) continue;
    logEntity(world, now, "create_starting", row);
    const created = serve(store, now, draws.create_record(random));
    logEntity(world, created, "create_complete", row);
    unclaim(world, row, "desired");
    schedule(world, created, AUCTION, row);
  }
}
