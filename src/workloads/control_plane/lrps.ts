/** The LRPs of a load: those that are seeded, by their numbers, and those that come while it runs. */
import { toCellName } from "../../systems/control_plane/control_plane.ts";
import type {
  DesiredLrp,
  PlacedLrp,
} from "../../systems/control_plane/control_plane.ts";
import { seededRandom, spreadSeed } from "../../statistics/basics/random.ts";

/** Limits of an instance in the BBS benchmark of 2016: 1,024 MB of memory, 512 MB of disk (diego-notes). */
const MEMORY = 1024 * 2 ** 20;
const DISK = 512 * 2 ** 20;

/** Names of LRPs before their number. */
export type LrpFamily = "lrp" | "new";

/** Returns the guid of an LRP; those of one family sort by their number. */
export function toGuid(family: LrpFamily, number: number): string {
  return `${family}-${String(number).padStart(7, "0")}`;
}

/** Returns the number of a seeded LRP; null for any other guid. */
export function maybeSeeded(guid: string): number | null {
  const digits = /^lrp-(\d{7,})$/.exec(guid)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Returns the index of the cell on which a seeded instance is put. */
export function cellOfSeeded(number: number, cells: number): number {
  return number % cells;
}

/** Makes LRPs of one instance and two routes each, as those of the BBS benchmark, with run info of so many bytes. */
export function lrpMaker(
  { runInfo, seed }: { readonly runInfo: number; readonly seed: number },
): (family: LrpFamily, number: number) => DesiredLrp {
  // Random text, as a store would compress what repeats; each LRP has another part of it.
  const text = randomText(2 * runInfo, seed);
  return (family, number) => {
    const guid = toGuid(family, number);
    const from = runInfo === 0 ? 0 : (number * 7919) % runInfo;
    return {
      ...{ guid, instances: 1, memory: MEMORY, disk: DISK },
      routes: [`${guid}.example.com`, `${guid}.apps.example.com`],
      runInfo: text.slice(from, from + runInfo),
    };
  };
}

function randomText(length: number, seed: number): string {
  const random = seededRandom(spreadSeed(seed + 1));
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  let text = "";
  for (let i = 0; i < length; i++) {
    text += letters[Math.floor(random() * letters.length)];
  }
  return text;
}

/** Returns a batch of seeded LRPs with their cells: numbers `from` to `until`, the last not included. */
export function seededBatch(
  from: number,
  until: number,
  { cells, make }: {
    readonly cells: number;
    readonly make: ReturnType<typeof lrpMaker>;
  },
): PlacedLrp[] {
  return Array.from({ length: until - from }, (_, i) => ({
    lrp: make("lrp", from + i),
    cell: toCellName(cellOfSeeded(from + i, cells)),
  }));
}
