/** Reads processes and the machine from /proc, which Deno allows only with all permissions. */
import {
  type Disks,
  type Io,
  parseDisks,
  parseIo,
  parseLoad,
  parseMemoryUsed,
  parseProcessors,
  parseProgram,
  parseStat,
  parseStatus,
  parseTraffic,
  type Processors,
} from "./proc_parse.ts";

/** State of a process at one moment. */
export interface ProcessReading {
  /** Processor seconds since its start. */
  readonly cpu: number;
  /** Resident memory, bytes; null if it was not read. */
  readonly memory: number | null;
  /** Null if unknown, like the two below. */
  readonly threads: number | null;
  readonly openFiles: number | null;
  readonly io: Io | null;
  /** Start time in clock ticks, which distinguishes it from a later process with the same pid. */
  readonly started: number;
}

/** Reads a process; null if it does not exist or has ended. */
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

/** Returns the name of a process's program, without its folder; empty if it has ended or access is denied. */
export function readProgramName(pid: number): string {
  try {
    return parseProgram(Deno.readLinkSync(`/proc/${pid}/exe`));
  } catch (error) {
    ignoreGone(error);
    return "";
  }
}

/** State of the machine at one moment. */
export interface HostReading {
  readonly processors: Processors;
  readonly load: number;
  /** Bytes in use. */
  readonly memory: number;
  readonly traffic: { readonly received: number; readonly sent: number };
  readonly disks: Disks;
}

/** Reads the state of the machine. Throws if /proc cannot be read. */
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

/** Returns the reason why /proc cannot be read here; empty if it can. */
export function procUnavailableReason(): string {
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

/** Returns the clock ticks per second, read once; without `getconf` 100, as on every Linux in use. */
export function ticksPerSecond(): number {
  ticks ??= readTicksPerSecond();
  return ticks;
}

function readTicksPerSecond(): number {
  try {
    const { stdout } = new Deno.Command("getconf", { args: ["CLK_TCK"] })
      .outputSync();
    return Number(new TextDecoder().decode(stdout)) || 100;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 100;
    throw error;
  }
}

/** Returns the text of a file in /proc; null if its process has ended, or may not be read. */
export function maybeRead(path: string): string | null {
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

/** Rethrows errors, except those of a process that has ended or may not be read. */
function ignoreGone(error: unknown): void {
  const { code } = error as { readonly code?: string };
  const gone = error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.PermissionDenied || code === "ESRCH";
  if (!gone) throw error;
}
