/** The open loop: requests are started when they are due, whatever became of the ones before. */
import type { Pacer } from "./pacer.ts";

export interface OpenLoopOptions<Worker> {
  readonly pacer: Pacer;
  /** Milliseconds from each arrival to the next. */
  readonly gap: () => number;
  /** Makes an attempt that was due at a moment; never throws. */
  readonly make: (worker: Worker, due: number) => Promise<unknown>;
  /** Is told by how many milliseconds a start was late although a worker was free. */
  readonly onLate: (milliseconds: number) => void;
}

/**
 * Hands each arrival to a worker that is free; while there is none, arrivals wait, and their waiting counts. Returns, when
 * the pacer is stopped and all attempts under way have ended, the moments at which those were due that never had a worker.
 */
export async function driveOpenLoop<Worker>(
  workers: readonly Worker[],
  { pacer, gap, make, onLate }: OpenLoopOptions<Worker>,
): Promise<number[]> {
  const free = [...workers];
  const waiting: number[] = [];
  const busy = new Set<Promise<void>>();

  /** Goes on with what waits until nothing does. */
  async function work(worker: Worker, due: number): Promise<void> {
    for (let next: number | undefined = due; next !== undefined;) {
      await make(worker, next);
      next = pacer.stopped ? undefined : waiting.shift();
    }
    free.push(worker);
  }

  for (let due = performance.now();; due += gap()) {
    await pacer.until(due);
    if (pacer.stopped) break;
    // The one that has rested longest: requests go round the nodes, not all to the one that fails fastest.
    const worker = free.shift();
    if (worker === undefined) {
      waiting.push(due);
      continue;
    }
    onLate(performance.now() - due);
    const working = work(worker, due).finally(() => busy.delete(working));
    busy.add(working);
  }
  await Promise.all(busy);
  return waiting;
}
