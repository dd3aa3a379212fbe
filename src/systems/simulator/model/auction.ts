/**
 * The auctioneer: batches of what has no cell. It fetches the state of all cells, places first the instances with index
 * 0, then tasks, then other instances, larger ones first, each on the cell with the lowest score, and commits.
 */
import { findCell } from "./cells.ts";
import { type App, UNCLAIMED } from "./entities.ts";
import { reserve, tellState } from "./instance_state.ts";
import { draws } from "../base/draw.ts";
import { constants } from "../base/latencies.ts";
import { serve } from "../base/store.ts";
import {
  after,
  ALLOCATE,
  appOf,
  logEntity,
  logLine,
  schedule,
  TASK_REFUSED,
  type World,
} from "./world.ts";

/** Has an entity placed by the next auction. */
export function requestAuction(world: World, row: number): void {
  world.auction.pending.push(row);
  if (!world.auction.isRunning) fetchStates(world);
}

function fetchStates(world: World): void {
  const { auction, random, tally } = world;
  auction.isRunning = true;
  auction.sessions++;
  logLine(world, world.now, "auction_cells", auction.sessions);
  logLine(world, world.now, "auction_fetching", auction.sessions);
  const seconds = draws.auction_fetch(random) +
    constants.fetch_per_cell.value * tally.present +
    (tally.silent > 0 ? constants.cell_timeout.value : 0);
  tally.maxFetch = Math.max(tally.maxFetch, seconds);
  after(world, seconds, () => holdAuction(world));
}

function holdAuction(world: World): void {
  const { auction, entities, random, tally } = world;
  const rows = auction.pending.filter((row) =>
    entities.state[row] === UNCLAIMED && entities.cell[row] === -1
  );
  auction.pending = [];
  logLine(world, world.now, "auction_states", auction.sessions);
  logLine(world, world.now, "auction_fetched", auction.sessions, rows.length);
  logLine(world, world.now, "auction_scheduling", auction.sessions);
  const seconds = rows.length * tally.present * constants.score_per_cell.value;
  const end = world.now + seconds + draws.perform(random);
  let placed = 0;
  for (const row of sortRows(world, rows)) {
    const app = appOf(world, row);
    const cell = findCell(
      world.cells,
      app.memory,
      app.disk,
      countSame(world, app),
    );
    if (app.spec === null) tally.taskAuctions++;
    else tally.lrpAuctions++;
    if (cell < 0) refuse(world, row, end);
    else {
      placed++;
      reserve(world, row, cell);
      logEntity(
        world,
        world.now + seconds,
        app.spec === null ? "auction_added_task" : "auction_added",
        row,
      );
      schedule(world, end, ALLOCATE, row);
    }
  }
  logLine(world, end, "auction_scheduled", auction.sessions, placed);
  after(world, end - world.now, () => {
    if (auction.pending.length > 0) fetchStates(world);
    else auction.isRunning = false;
  });
}

/** An entity and its place in an auction, by numbers that are compared one after the other. */
interface Bid {
  readonly row: number;
  /** 0 for the first instance of an application, 1 for a task, 2 for another instance. */
  readonly rank: number;
  readonly index: number;
  readonly memory: number;
}

/** Puts what is auctioned in order; what is in the list twice is auctioned once. */
function sortRows(world: World, rows: readonly number[]): Iterable<number> {
  if (isAlike(world, rows)) return new Set(Int32Array.from(rows).sort());
  const bids = rows.map((row): Bid => {
    const { spec, memory } = appOf(world, row);
    const index = world.entities.index[row]!;
    const rank = spec === null ? 1 : index === 0 ? 0 : 2;
    return { row, rank, index, memory };
  }).sort((a, b) =>
    a.rank - b.rank || a.index - b.index || b.memory - a.memory ||
    a.row - b.row
  );
  return bids.filter(({ row }, i) => row !== bids[i - 1]?.row)
    .map(({ row }) => row);
}

/** Whether only their rows tell entities apart: most auctions are of instances that crash, of which there is one each. */
function isAlike(world: World, rows: readonly number[]): boolean {
  const [first] = rows;
  if (first === undefined) return true;
  const { spec, memory } = appOf(world, first);
  return spec !== null && rows.every((row) => {
    const app = appOf(world, row);
    return app.spec !== null && app.memory === memory &&
      world.entities.index[row] === 0;
  });
}

const none = () => 0;

/** Returns the number of other instances of an application on a cell. */
function countSame(world: World, app: App): (cell: number) => number {
  const { onCells } = app;
  // What has no cell yet is not on one.
  if (app.spec === null || app.entities.length === 1) return none;
  if (onCells !== null) return (cell) => onCells[cell]!;
  const { entities } = world;
  return (cell) => {
    let same = 0;
    for (const row of app.entities) if (entities.cell[row] === cell) same++;
    return same;
  };
}

/** No cell has room: an instance waits for a convergence loop, a task has failed. */
function refuse(world: World, row: number, at: number): void {
  const { tally, convergence, random } = world;
  if (appOf(world, row).spec === null) {
    tally.taskAuctionFailures++;
    schedule(world, at, TASK_REFUSED, row);
    return;
  }
  tally.lrpAuctionFailures++;
  convergence.unplaced.set(row, world.now);
  logEntity(
    world,
    serve(world.store, at, draws.unclaim(random)),
    "fail_lrp",
    row,
  );
  tellState(world, row, "insufficient-resources");
}
