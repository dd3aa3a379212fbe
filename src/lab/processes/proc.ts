/** Reading the files of /proc, which Deno allows with all permissions only. */
import {
  type Disks,
  type Io,
  parseDisks,
  parseIo,
  parseLoad,
  parseMemoryUsed,
  parseProcessors,
  parseStat,
  parseStatus,
  parseTraffic,
  type Processors,
} from "./proc_parse.ts";

/** One look at a process. */
export interface ProcessReading {
  /** Processor time since it started, seconds. */
  readonly cpu: number;
  /** Resident memory, bytes. */
  readonly memory: number;
  /** Null where nobody tells, as of the two below. */
  readonly threads: number | null;
  readonly openFiles: number | null;
  readonly io: Io | null;
  /** Tells a process from a later one with the same pid. */
  readonly started: number;
}

/** Looks at a process; null when there is none, or it has ended. */
export function readProcess(pid: number): ProcessReading | null {
  const folder = `/proc/${pid}`;
  const text = maybeRead(`${folder}/stat`);
  const stat = text === null ? null : parseStat(text);
  if (!stat || /[ZXx]/.test(stat.state)) return null;
  const status = maybeRead(`${folder}/status`);
  if (status === null) return null;
  const io = maybeRead(`${folder}/io`);
  return {
    cpu: stat.ticks / ticksPerSecond(),
    ...parseStatus(status),
    openFiles: countFiles(`${folder}/fd`),
    io: io === null ? null : parseIo(io),
    started: stat.started,
  };
}

/** Name of the program that a process runs, without its folder; empty when it is gone or belongs to somebody else. */
export function programOf(pid: number): string {
  try {
    const path = Deno.readLinkSync(`/proc/${pid}/exe`);
    return path.split("/").at(-1)?.replace(/ \(deleted\)$/, "") ?? "";
  } catch (error) {
    ignoreGone(error);
    return "";
  }
}

/** One look at the machine. */
export interface HostReading {
  readonly processors: Processors;
  readonly load: number;
  /** Bytes in use. */
  readonly memory: number;
  readonly traffic: { readonly received: number; readonly sent: number };
  readonly disks: Disks;
}

/** Looks at the machine. Throws where /proc cannot be read. */
export function readHost(): HostReading {
  const read = (name: string) => Deno.readTextFileSync(`/proc/${name}`);
  return {
    processors: parseProcessors(read("stat")),
    load: parseLoad(read("loadavg")),
    memory: parseMemoryUsed(read("meminfo")),
    traffic: parseTraffic(read("net/dev")),
    disks: parseDisks(read("diskstats")),
  };
}

/** Why /proc cannot be read here; empty when it can. */
export function missingProc(): string {
  try {
    readHost();
    return readProcess(Deno.pid) ? "" : "/proc does not show processes";
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      return "Deno reads /proc with --allow-all only";
    }
    if (error instanceof Deno.errors.NotFound) return "there is no /proc";
    return `/proc cannot be read: ${(error as Error).message}`;
  }
}

let ticks: number | null = null;

/** Clock ticks a second, asked for once; 100 on every Linux in use where `getconf` is missing. */
function ticksPerSecond(): number {
  ticks ??= askTicks();
  return ticks;
}

function askTicks(): number {
  try {
    const { stdout } = new Deno.Command("getconf", { args: ["CLK_TCK"] })
      .outputSync();
    return Number(new TextDecoder().decode(stdout)) || 100;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 100;
    throw error;
  }
}

function maybeRead(path: string): string | null {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    ignoreGone(error);
    return null;
  }
}

function countFiles(folder: string): number | null {
  try {
    return Deno.readDirSync(folder).reduce((n) => n + 1, 0);
  } catch (error) {
    ignoreGone(error);
    return null;
  }
}

/** It ended between two looks, or is not ours to look at. */
function ignoreGone(error: unknown): void {
  const { code } = error as { readonly code?: string };
  const gone = error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied || code === "ESRCH";
  if (!gone) throw error;
}
