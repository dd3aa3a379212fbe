/** Ports that servers of a run are given, on this machine and on others. */

const COUNT = 12_000;

/** The first of them, and the one after the last: below Linux' ephemeral ports, of which a connection may take any. */
export const serverPorts = { from: 20_000, below: 20_000 + COUNT } as const;

/** Returns one of them, at random. */
export function drawPort(): number {
  return serverPorts.from + Math.floor(Math.random() * COUNT);
}

/** Returns some of them, evenly apart. Throws RangeError for none, and for more than there are. */
export function spreadPorts(n: number): number[] {
  if (n < 1 || n > COUNT) {
    throw new RangeError(`Cannot choose ${n} of ${COUNT} ports`);
  }
  return Array.from(
    { length: n },
    (_, i) => serverPorts.from + Math.floor(i * COUNT / n),
  );
}

/** Returns the error that none is free, after so many were tried; `place` is ` on HOST` for another machine. */
export function noFreePort(tried: number, place = ""): Error {
  const { from, below } = serverPorts;
  return new Error(
    `Cannot find a free port${place} as ${
      tried.toLocaleString("en-US")
    } between ${from} and ${below} are taken: end what holds them`,
  );
}
