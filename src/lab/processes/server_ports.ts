/** Ports that servers of a run are given, on this machine and on others. */

const COUNT = 12_000;

/** Ports that are tried before all count as taken. */
const MAX_TRIES = 1000;

/** The first of them, and the one after the last: below Linux' ephemeral ports, of which a connection may take any. */
export const serverPorts = { from: 20_000, below: 20_000 + COUNT } as const;

/** Returns one of them, at random. */
export function drawPort(): number {
  return serverPorts.from + Math.floor(Math.random() * COUNT);
}

/**
 * Returns one at which nothing listens on loopback, and that `claim` accepts. Throws an Error if none of a thousand draws is
 * such a port.
 */
export function takePort(claim: (port: number) => boolean): number {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = drawPort();
    if (isFree(port) && claim(port)) return port;
  }
  throw noFreePort(MAX_TRIES);
}

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: "127.0.0.1", port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
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
