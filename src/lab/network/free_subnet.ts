/** Finds a private subnet that no route of this machine uses. */
import { runProgram } from "../processes/run_program.ts";

/**
 * Ranges that are not routed on the internet: for benchmarks (RFC 2544), which is rarely used, then for private use
 * (RFC 1918), where hosts behind the default route may have addresses.
 */
const RANGES = [
  { first: [198, 18], last: [198, 19] },
  { first: [10, 0], last: [10, 255] },
  { first: [172, 16], last: [172, 31] },
  { first: [192, 168], last: [192, 168] },
] as const;

/** Returns the destinations of all routes of this machine, `10.0.0.0/8` or `192.0.2.2`, without the default route. */
export async function readRoutes(): Promise<string[]> {
  const { stdout = "" } = await runProgram(
    ["ip", "-4", "route", "show", "table", "all"],
  ) ?? {};
  // Some lines begin with the kind of the route: `broadcast 192.0.2.255 dev eth0 table local`.
  return stdout.split("\n").flatMap((line) =>
    /^(?:[a-z]+ )?(\d+\.\d+\.\d+\.\d+(?:\/\d+)?) /.exec(line)?.[1] ?? []
  );
}

/**
 * Returns the first three numbers of a /24 subnet that overlaps no route, chosen at random, as concurrent runs may be
 * searching too. Throws an Error if none is free.
 */
export function findFreeSubnet(
  routes: readonly string[],
  { random = Math.random }: { readonly random?: () => number } = {},
): string {
  const taken = routes.map(toInterval);
  const free = RANGES.flatMap(({ first, last }) => {
    const from = toNumber([...first, 0, 0]);
    const count = (toNumber([...last, 255, 255]) - from + 1) / 256;
    const start = Math.floor(random() * count);
    for (let i = 0; i < count; i++) {
      const base = from + (start + i) % count * 256;
      if (taken.every(({ from, to }) => to < base || from > base + 255)) {
        return [base];
      }
    }
    return [];
  });
  const [base] = free;
  if (base === undefined) {
    throw new Error(
      `Cannot find private addresses for nodes as routes lead to all: ${
        routes.join(", ")
      }`,
    );
  }
  return [base >>> 24, base >>> 16 & 255, base >>> 8 & 255].join(".");
}

function toInterval(route: string): { from: number; to: number } {
  const [address = "", bits = "32"] = route.split("/");
  const size = 2 ** (32 - Number(bits));
  const from = Math.floor(toNumber(address.split(".").map(Number)) / size) *
    size;
  return { from, to: from + size - 1 };
}

function toNumber(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
