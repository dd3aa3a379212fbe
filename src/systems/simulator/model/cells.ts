/**
 * The cells and what they hold. A tree over the cells finds the one with the lowest score among those with room, in a
 * time that grows with the logarithm of their number.
 */
import { constants } from "../base/latencies.ts";

/** Memory and disk in bytes. */
export interface Cells {
  readonly names: readonly string[];
  readonly memory: number;
  readonly disk: number;
  readonly usedMemory: Float64Array;
  readonly usedDisk: Float64Array;
  readonly containers: Int32Array;
  /** Containers that are not running yet, which make a cell less attractive. */
  readonly starting: Int32Array;
  /** Containers that Garden makes at this moment. */
  readonly creating: Int32Array;
  readonly alive: Uint8Array;
  /** Whether the platform sees its presence. */
  readonly present: Uint8Array;
  /** A lost cell whose instances were not yet given to others. */
  readonly lost: Uint8Array;
  /** The store lacks records of its containers. */
  readonly unsynced: Uint8Array;
  readonly epoch: Uint32Array;
  /** First entity of the list of each cell; -1 for none. */
  readonly first: Int32Array;
  /** Entities that wait for their container. */
  readonly waiting: number[][];
  /** The tree: leaf `leaves + cell`, node `i` above `2 i` and `2 i + 1`. */
  readonly leaves: number;
  readonly lowestScore: Float64Array;
  readonly mostFree: Float64Array;
}

/** Creates cells that are alive, present and empty. */
export function toCells(count: number, memory: number, disk: number): Cells {
  const leaves = 2 ** Math.ceil(Math.log2(Math.max(1, count)));
  const cells: Cells = {
    names: Array.from({ length: count }, (_, i) => `cell-${i}`),
    memory,
    disk,
    usedMemory: new Float64Array(count),
    usedDisk: new Float64Array(count),
    containers: new Int32Array(count),
    starting: new Int32Array(count),
    creating: new Int32Array(count),
    alive: new Uint8Array(count).fill(1),
    present: new Uint8Array(count).fill(1),
    lost: new Uint8Array(count),
    unsynced: new Uint8Array(count),
    epoch: new Uint32Array(count),
    first: new Int32Array(count).fill(-1),
    waiting: Array.from({ length: count }, () => []),
    leaves,
    lowestScore: new Float64Array(2 * leaves).fill(Infinity),
    mostFree: new Float64Array(2 * leaves).fill(-1),
  };
  for (let cell = 0; cell < count; cell++) updateCell(cells, cell);
  return cells;
}

/** Takes up a change of a cell in the tree. */
export function updateCell(cells: Cells, cell: number): void {
  const { lowestScore, mostFree } = cells;
  let node = cells.leaves + cell;
  const isUsable = cells.alive[cell] === 1 && cells.present[cell] === 1 &&
    cells.containers[cell]! < constants.containers_per_cell.value;
  lowestScore[node] = isUsable ? scoreOf(cells, cell) : Infinity;
  mostFree[node] = isUsable ? cells.memory - cells.usedMemory[cell]! : -1;
  for (node >>= 1; node >= 1; node >>= 1) {
    const left = 2 * node;
    const right = left + 1;
    const lowest = Math.min(lowestScore[left]!, lowestScore[right]!);
    const most = Math.max(mostFree[left]!, mostFree[right]!);
    // Then nothing above it changes either.
    if (lowestScore[node] === lowest && mostFree[node] === most) return;
    lowestScore[node] = lowest;
    mostFree[node] = most;
  }
}

/** The auctioneer's score: shares in use of memory, disk and containers, and containers that start; the lowest wins. */
export function scoreOf(cells: Cells, cell: number): number {
  return (cells.usedMemory[cell]! / cells.memory +
        cells.usedDisk[cell]! / cells.disk +
        cells.containers[cell]! / constants.containers_per_cell.value) / 3 +
    constants.starting_weight.value * cells.starting[cell]!;
}

/** Nodes that are still to be looked at: at most one for each level of the tree, and one more. */
const toVisit = new Int32Array(64);

/**
 * Finds the cell with the lowest score that has room; each instance of the same application on a cell adds 1 to its
 * score. `same` returns their number. Returns -1 if no cell has room.
 */
export function findCell(
  { leaves, lowestScore, mostFree, disk: allDisk, usedDisk }: Cells,
  memory: number,
  disk: number,
  same: (cell: number) => number,
): number {
  let best = -1;
  let bestScore = Infinity;
  let depth = 0;
  toVisit[depth++] = 1;
  while (depth > 0) {
    const node = toVisit[--depth]!;
    if (lowestScore[node]! >= bestScore || mostFree[node]! < memory) continue;
    if (node < leaves) {
      // The one with the lower score is looked at first, so that most of the others need not be.
      const left = 2 * node;
      const later = lowestScore[left]! <= lowestScore[left + 1]! ? 1 : 0;
      toVisit[depth++] = left + later;
      toVisit[depth++] = left + 1 - later;
      continue;
    }
    const cell = node - leaves;
    if (allDisk - usedDisk[cell]! < disk) continue;
    const score = lowestScore[node]! + same(cell);
    if (score < bestScore) {
      bestScore = score;
      best = cell;
    }
  }
  return best;
}
