/** The open loop: requests are started when they are due, whatever became of the ones before. */
import { Fifo } from "./queue.ts";
import type { Pacer } from "../timing/pacer.ts";

export interface OpenLoopOptions<Worker> {
  readonly pacer: Pacer;
  /** Milliseconds from each arrival to the next. */
  readonly gap: () => number;
  /** Makes an attempt that was due at a moment; never throws. */
  readonly make: (worker: Worker, due: number) => Promise<unknown>;
  /** Is told by how many milliseconds each arrival was noticed late, whether or not a worker was free. */
  readonly onArrival: (late: number) => void;
}

/** Arrivals that may wait, at all nodes: more would take the memory, and the time in which answers are read. */
const MOST_WAITING = 2 ** 19;
/** Milliseconds after which it is looked again whether another may wait. */
const PAUSE = 1;

/** The workers of a node that are free, and the arrivals that wait for one, by when they were due. */
interface Line<Worker> {
  readonly free: Worker[];
  readonly waiting: Fifo<number>;
}

/**
 * Deals arrivals to the nodes in turn, each to a worker of its node that is free: which node is asked does not depend on how
 * the others do. While a node has no free worker, its arrivals wait, first come first served, and their waiting counts.
 * Returns for each node, when the pacer is stopped and all attempts under way have ended, the moments at which those were due
 * that never had a worker. `nodes` are the workers of each.
 */
export async function driveOpenLoop<Worker>(
  nodes: readonly (readonly Worker[])[],
  { pacer, gap, make, onArrival }: OpenLoopOptions<Worker>,
): Promise<number[][]> {
  const lines = nodes.map((workers): Line<Worker> => ({
    free: [...workers],
    waiting: new Fifo(),
  }));
  const busy = new Set<Promise<void>>();
  let waiting = 0;

  /** Goes on with what waits at the node until nothing does. */
  async function work(line: Line<Worker>, worker: Worker, due: number) {
    for (let next: number | undefined = due; next !== undefined;) {
      await make(worker, next);
      next = pacer.stopped ? undefined : line.waiting.shift();
      if (next !== undefined) waiting--;
    }
    line.free.push(worker);
  }

  function arrive(line: Line<Worker>, due: number): void {
    // The one that has rested longest, so that connections are used alike.
    const worker = line.free.shift();
    if (worker === undefined) {
      line.waiting.push(due);
      waiting++;
      return;
    }
    const working = work(line, worker, due).finally(() => busy.delete(working));
    busy.add(working);
  }

  let [due, turn] = [performance.now(), 0];
  for (;;) {
    await (waiting < MOST_WAITING ? pacer.until(due) : pacer.sleep(PAUSE));
    if (pacer.stopped) break;
    // All that are due by now, as at a high rate a wait before each would take all the time there is.
    const now = performance.now();
    while (due <= now && waiting < MOST_WAITING) {
      onArrival(now - due);
      const line = lines[turn++ % lines.length];
      if (line) arrive(line, due);
      due += gap();
    }
  }
  await Promise.all(busy);
  return lines.map(({ waiting }) => [...waiting]);
}
