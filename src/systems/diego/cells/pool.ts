/** A pool of places: what finds none waits for its turn. */
export interface Pool {
  /** Calls `act` once it has a place. */
  take(act: () => void): void;
  /** Gives a place back. */
  release(): void;
}

export function toPool(places: number): Pool {
  const waiting: (() => void)[] = [];
  let free = places;
  return {
    take(act) {
      if (free === 0) return void waiting.push(act);
      free--;
      act();
    },
    release() {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
