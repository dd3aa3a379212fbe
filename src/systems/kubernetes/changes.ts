/** Wakes those who wait for news of a thing: an application, or the tasks. */

/** Waits until somebody has told of a thing again. */
export interface Changes {
  /** Tells of it. */
  notify(thing: string): void;
  /** Resolves when it is told of next, or the signal aborts. */
  next(thing: string, signal: AbortSignal): Promise<void>;
}

export function toChanges(): Changes {
  const waiting = new Map<string, Set<() => void>>();
  return {
    notify(thing) {
      const resolvers = waiting.get(thing) ?? [];
      waiting.delete(thing);
      for (const resolve of resolvers) resolve();
    },
    next(thing, signal) {
      if (signal.aborted) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const wake = () => resolve();
      const resolvers = waiting.get(thing) ?? new Set();
      waiting.set(thing, resolvers.add(wake));
      signal.addEventListener("abort", wake, { once: true });
      return promise.finally(() => {
        signal.removeEventListener("abort", wake);
        resolvers.delete(wake);
      });
    },
  };
}
