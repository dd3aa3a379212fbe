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

/** Returns the pids of a process and of its descendants, parents before children; empty if it has ended. */
export function processTree(pid: number): number[] {
  const children = new Map<number, number[]>();
  let exists = false;
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const text = maybeRead(`/proc/${name}/stat`);
    if (text === null) continue;
    const { state, parent } = parseStat(text);
    if (/[ZXx]/.test(state)) continue;
    const own = Number(name);
    exists ||= own === pid;
    const siblings = children.get(parent);
    if (siblings) siblings.push(own);
    else children.set(parent, [own]);
  }
  if (!exists) return [];
  const tree = [pid];
  for (const member of tree) tree.push(...children.get(member) ?? []);
  return tree;
}

/**
 * Reads a process with its descendants: sums, and the start of the first. Memory that they share counts once where the
 * kernel tells. Processor time includes children that have ended. Null if the process has ended.
 */
export function readProcessTree(pid: number): ProcessReading | null {
  const root = readProcess(pid);
  if (!root) return null;
  const stat = maybeRead(`/proc/${pid}/stat`);
  const ended = stat === null ? 0 : parseStat(stat).childTicks;
  const [, ...below] = processTree(pid);
  const readings = [root, ...below.flatMap((own) => readProcess(own) ?? [])];
  const sum = (of: (reading: ProcessReading) => number | null) =>
    readings.reduce((all, reading) => all + (of(reading) ?? 0), 0);
  return {
    cpu: sum(({ cpu }) => cpu) + ended / ticksPerSecond(),
    memory: below.length === 0
      ? root.memory
      : readShares([pid, ...below]) ?? sum(({ memory }) => memory),
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
