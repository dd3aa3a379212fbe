/** Lives of a cell: its presence and its loops, its death and return, and its evacuation. */
import { repeat } from "../../../lab/timing/periodic.ts";
import { loopCell, makeLoop } from "./bulk_loop.ts";
import { type Cell, emptyCell, toPresence } from "./cell.ts";
import { after, type CellHost, countEnded } from "./cell_host.ts";

/** A cell with what ends its present life. */
export interface LivingCell {
  readonly cell: Cell;
  end: AbortController;
}

/** Begins a life: the cell tells that it is present, and compares itself with the BBS again and again. */
export function beginLife(host: CellHost, living: LivingCell): void {
  const { plan, draws } = host;
  const { cell } = living;
  const end = new AbortController();
  living.end = end;
  cell.alive = true;
  const signal = AbortSignal.any([host.signal, end.signal]);
  const value = toPresence(cell);
  const { name: key, owner } = cell;
  repeat(async () => {
    const attempt = await host.locket.present(
      { key, owner, value },
      plan.presenceTtl,
    );
    countEnded(host.counts.presences, attempt);
  }, {
    every: plan.presenceEvery,
    after: draws.offset() * plan.presenceEvery,
    signal,
  });
  loopCell(host, cell, {
    every: plan.loopEvery,
    after: draws.offset() * plan.loopEvery,
    signal,
  });
}

/** Ends a life without a word: its presence lapses, and nobody answers for it. */
export function killCell({ cell, end }: LivingCell): void {
  if (!cell.alive) return;
  end.abort();
  cell.alive = false;
  emptyCell(cell);
}

/** Brings a dead cell back, empty and with another owner of its presence. */
export function restoreCell(host: CellHost, living: LivingCell): void {
  if (living.cell.alive) return;
  living.cell.owner = crypto.randomUUID();
  beginLife(host, living);
}

/** Evacuates a cell: it takes no more work, others take what it runs, and then it ends and gives its presence up. */
export async function evacuateCell(
  host: CellHost,
  living: LivingCell,
): Promise<void> {
  const { plan } = host;
  const { cell, end } = living;
  if (!cell.alive || cell.evacuating) return;
  cell.evacuating = true;
  cell.stateText = null;
  const { life } = cell;
  const done = new AbortController();
  const signal = AbortSignal.any([host.signal, end.signal, done.signal]);
  after(plan.evacuationTimeout, () => done.abort(), host);
  await repeat(async () => {
    await makeLoop(host, cell);
    if (cell.containers.size === 0) done.abort();
  }, { every: plan.evacuationEvery, signal });
  if (!done.signal.aborted || cell.life !== life) return;
  const { name: key, owner } = cell;
  const value = toPresence(cell);
  killCell(living);
  await host.locket.release({ key, owner, value });
}
