/**
 * Virtual time: the events of the model are carried out while every caller waits. After each answer the callers go on
 * first, so that what they do does not depend on the speed of the machine.
 */
import { setImmediate } from "node:timers/promises";
import { runNext } from "./model/run_events.ts";
import { after, type World } from "./model/world.ts";

export interface VirtualTime {
  readonly world: World;
  /** Rejects each caller that waits for an answer. */
  readonly waiting: Set<(reason: unknown) => void>;
  /** Number of answers. */
  answers: number;
  isRunning: boolean;
  isEnded: boolean;
}

/** Events between two moments at which this process sees signals and timers. */
const EVENTS_AT_ONCE = 65_536;

/** Creates virtual time that stands until a caller waits. */
export function toVirtualTime(world: World): VirtualTime {
  return {
    world,
    waiting: new Set(),
    answers: 0,
    isRunning: false,
    isEnded: false,
  };
}

/** Calls `begin`, and lets time pass until it answers. */
export async function untilAnswered<T>(
  time: VirtualTime,
  begin: (answer: (value: T) => void) => void,
): Promise<T> {
  if (time.isEnded) throw stopped();
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  time.waiting.add(reject);
  begin((value) => {
    time.answers++;
    resolve(value);
  });
  if (!time.isRunning) pass(time);
  try {
    return await promise;
  } finally {
    time.waiting.delete(reject);
  }
}

async function pass(time: VirtualTime): Promise<void> {
  time.isRunning = true;
  try {
    // Callers of this moment begin before time passes.
    await setImmediate();
    while (time.waiting.size > 0 && !time.isEnded) {
      const { answers } = time;
      for (let n = 0; n < EVENTS_AT_ONCE && answers === time.answers; n++) {
        runNext(time.world);
      }
      await setImmediate();
    }
  } catch (error) {
    endTime(time, error);
  } finally {
    time.isRunning = false;
  }
}

/** Stops time for good: who waits is told the reason. */
export function endTime(time: VirtualTime, reason: unknown = stopped()): void {
  time.isEnded = true;
  for (const reject of time.waiting) reject(reason);
}

function stopped(): Error {
  return new Error("the platform was stopped");
}

/** Lets some seconds pass; rejects with the signal's reason if it is aborted. */
export async function waitFor(
  time: VirtualTime,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  await untilAnswered<void>(time, (answer) => {
    const stop = () => answer();
    signal.addEventListener("abort", stop, { once: true });
    after(time.world, seconds, () => {
      signal.removeEventListener("abort", stop);
      answer();
    });
  });
  signal.throwIfAborted();
}
