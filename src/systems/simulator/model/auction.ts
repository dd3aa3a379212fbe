/**
 * The auctioneer: batches of what has no cell. It fetches the state of all cells, places first the instances with index
 * 0, then tasks, then other instances, larger ones first, each on the cell with the lowest score, and commits.
 */
import { findCell } from "./cells.ts";
import { type App, UNCLAIMED } from "./entities.ts";
import { reserve, tellState } from "./instance_state.ts";
import { draw } from "../base/draw.ts";
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
  const seconds = draw(random, "auction_fetch") +
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
  const end = world.now + seconds + draw(random, "perform");
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

function sortRows(world: World, rows: readonly number[]): number[] {
  const { entities } = world;
  const rank = (row: number): number =>
    appOf(world, row).spec === null ? 1 : entities.index[row] === 0 ? 0 : 2;
  return [...new Set(rows)].sort((a, b) =>
    rank(a) - rank(b) || entities.index[a]! - entities.index[b]! ||
    appOf(world, b).memory - appOf(world, a).memory || a - b
  );
}

function countSame(world: World, app: App): (cell: number) => number {
  const { onCells } = app;
  if (app.spec === null) return () => 0;
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
    serve(world.store, at, draw(random, "unclaim")),
    "fail_lrp",
    row,
  );
  tellState(world, row, "insufficient-resources");
}
