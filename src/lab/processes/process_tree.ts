/**
 * A process and its descendants as one: a server such as PostgreSQL has a process for each connection, which leave the
 * process group of the first.
 */
import {
  maybeRead,
  type ProcessReading,
  readProcess,
  ticksPerSecond,
} from "./proc.ts";
import { parseProportionalMemory, parseStat } from "./proc_parse.ts";

/** Pids of processes by that of their parent: of all on the machine but zombies. */
type Children = ReadonlyMap<number, readonly number[]>;

/** Returns the pids of a process and of its descendants, parents before children; empty if it has ended. */
export function processTree(pid: number): number[] {
  return treeOf(pid, readChildren());
}

function treeOf(pid: number, children: Children): number[] {
  const exists = children.values().some((siblings) => siblings.includes(pid));
  if (!exists) return [];
  const tree = [pid];
  for (const member of tree) tree.push(...children.get(member) ?? []);
  return tree;
}

function readChildren(): Children {
  const children = new Map<number, number[]>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = maybeRead(`/proc/${name}/stat`);
    if (text === null) continue;
    const { state, parent } = parseStat(text);
    if (/[ZXx]/.test(state)) continue;
    const own = Number(name);
    const siblings = children.get(parent);
    if (siblings) siblings.push(own);
    else children.set(parent, [own]);
  }
  return children;
}

/** Part of the time that may go into reading the memory of processes with children: the kernel walks through all of it. */
const MEMORY_SHARE = 0.02;

/**
 * Returns a reader of processes with their descendants, for sampling: `begin()` is called before each round, in which all
 * processes of the machine are listed once. The memory of a process with many children, such as a PostgreSQL with 200
 * connections, is then not read in every round, and null in the others: reading it takes `memoryShare` of the time at most.
 */
export function processTrees(memoryShare = MEMORY_SHARE): {
  readonly begin: () => void;
  readonly read: (pid: number) => ProcessReading | null;
} {
  /** Monotonic times in milliseconds before which memory is not read again. */
  const due = new Map<number, number>();
  let children: Children | null = null;
  const memoryOf = (pids: readonly number[]) => {
    const pid = pids[0] ?? 0;
    const began = performance.now();
    if (began < (due.get(pid) ?? 0)) return "not now";
    const memory = readShares(pids);
    const took = performance.now() - began;
    due.set(pid, began + took / memoryShare);
    return memory;
  };
  return {
    begin() {
      children = null;
    },
    read(pid) {
      children ??= readChildren();
      return readTree(pid, treeOf(pid, children), memoryOf);
    },
  };
}

/**
 * Reads a process with its descendants: sums, and the start of the first. Memory that they share counts once where the
 * kernel tells. Processor time includes children that have ended. Null if the process has ended.
 */
export function readProcessTree(pid: number): ProcessReading | null {
  return readTree(pid, processTree(pid), readShares);
}

function readTree(
  pid: number,
  tree: readonly number[],
  memoryOf: (pids: readonly number[]) => number | null | "not now",
): ProcessReading | null {
  const root = readProcess(pid);
  if (!root) return null;
  const stat = maybeRead(`/proc/${pid}/stat`);
  const ended = stat === null ? 0 : parseStat(stat).childTicks;
  const below = tree.slice(1);
  const readings = [root, ...below.flatMap((own) => readProcess(own) ?? [])];
  const sum = (of: (reading: ProcessReading) => number | null) =>
    readings.reduce((all, reading) => all + (of(reading) ?? 0), 0);
  const shares = below.length === 0 ? root.memory : memoryOf(tree);
  return {
    cpu: sum(({ cpu }) => cpu) + ended / ticksPerSecond(),
    memory: shares === "not now" ? null : shares ?? sum(({ memory }) => memory),
    threads: sum(({ threads }) => threads),
    openFiles: sum(({ openFiles }) => openFiles),
    io: root.io && {
      readBytes: sum(({ io }) => io?.readBytes ?? 0),
      writeBytes: sum(({ io }) => io?.writeBytes ?? 0),
      readCalls: sum(({ io }) => io?.readCalls ?? 0),
      writeCalls: sum(({ io }) => io?.writeCalls ?? 0),
    },
    started: root.started,
  };
}

/** Sums the shares of memory; null if one cannot be read. */
function readShares(pids: readonly number[]): number | null {
  let bytes = 0;
  for (const pid of pids) {
    const text = maybeRead(`/proc/${pid}/smaps_rollup`);
    const share = text === null ? null : parseProportionalMemory(text);
    // One that has just ended has no memory.
    if (share === null && maybeRead(`/proc/${pid}/stat`) !== null) return null;
    bytes += share ?? 0;
  }
  return bytes;
}
