/** Parses files of Linux's /proc about processes and the machine. */

/** Fields of /proc/PID/stat. */
export interface Stat {
  /** `R` running, `S` sleeping, `T` stopped, `Z` zombie. */
  readonly state: string;
  /** Process that started it. */
  readonly parent: number;
  /** Processor time of all threads in user and kernel mode, in clock ticks. */
  readonly ticks: number;
  /** The same of its children that have ended, and were waited for. */
  readonly childTicks: number;
  /** Start time in clock ticks since boot, which distinguishes it from a later process with the same pid. */
  readonly started: number;
}

/** Parses /proc/PID/stat; the name in parentheses may contain any characters. Throws SyntaxError. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // proc(5) counts from 1, and the state is field 3.
  const field = (number: number) => toNumber(fields[number - 3], "stat");
  return {
    state: fields[0] ?? "",
    parent: field(4),
    ticks: field(14) + field(15),
    childTicks: field(16) + field(17),
    started: field(22),
  };
}

/** Parses /proc/PID/status: resident memory in bytes, 0 for a process that has ended, and number of threads. */
export function parseStatus(
  text: string,
): { readonly memory: number; readonly threads: number } {
  return {
    memory: 1024 * (maybeField(text, "VmRSS") ?? 0),
    threads: maybeField(text, "Threads") ?? 0,
  };
}

/**
 * Parses /proc/PID/smaps_rollup: bytes of memory, of which each user of a shared page has an equal share; null if it is
 * not there.
 */
export function parseProportionalMemory(text: string): number | null {
  const kibibytes = maybeField(text, "Pss");
  return kibibytes === undefined ? null : 1024 * kibibytes;
}

/** I/O of a process since its start. */
export interface Io {
  /** Bytes fetched from storage, not from the page cache. */
  readonly readBytes: number;
  /** Bytes written towards storage; 0 on a file system in memory. */
  readonly writeBytes: number;
  /** Read system calls, on files and sockets. */
  readonly readCalls: number;
  readonly writeCalls: number;
}

/** Parses /proc/PID/io. Throws SyntaxError. */
export function parseIo(text: string): Io {
  const field = (name: string) => toNumber(maybeField(text, name), "io");
  return {
    readBytes: field("read_bytes"),
    writeBytes: field("write_bytes"),
    readCalls: field("syscr"),
    writeCalls: field("syscw"),
  };
}

/** Processor time of the machine since boot, in clock ticks summed over its cores. */
export interface Processors {
  /** Neither idle nor waiting for I/O; includes time stolen by the hypervisor, as it was not usable. */
  readonly busy: number;
  readonly total: number;
  readonly cores: number;
}

/** Parses /proc/stat. Throws SyntaxError. */
export function parseProcessors(text: string): Processors {
  const line = /^cpu +(.+)$/m.exec(text)?.[1] ?? "";
  // Fields 9 and 10 are guest time, which the first two include.
  const ticks = line.split(/ +/).slice(0, 8).map((x) => toNumber(x, "stat"));
  const total = ticks.reduce((sum, x) => sum + x, 0);
  const [, , , idle = 0, waiting = 0] = ticks;
  return {
    busy: total - idle - waiting,
    total,
    cores: text.match(/^cpu\d+ /gm)?.length ?? 0,
  };
}

/** Parses /proc/meminfo: bytes not available to programs, without caches. Throws SyntaxError. */
export function parseMemoryUsed(text: string): number {
  const field = (name: string) => toNumber(maybeField(text, name), "meminfo");
  return 1024 * (field("MemTotal") - field("MemAvailable"));
}

/** Parses /proc/net/dev: bytes since boot over all interfaces, including loopback. */
export function parseTraffic(
  text: string,
): { readonly received: number; readonly sent: number } {
  const rows = [...text.matchAll(/^ *[^\s:|]+:(.+)$/gm)]
    .map(([, counters = ""]) => counters.trim().split(/\s+/));
  const sum = (column: number) =>
    rows.reduce((all, row) => all + toNumber(row[column], "net/dev"), 0);
  return { received: sum(0), sent: sum(8) };
}

/** I/O of disks since boot. */
export interface Disks {
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writeBytes: number;
}

/** Devices on top of other devices, which are counted there, or in memory. */
const NO_DISK = /^(loop|ram|zram|dm-|md|sr|fd)\d/;

/** Sector size in /proc/diskstats, independent of the device. */
const SECTOR_BYTES = 512;

/** Parses /proc/diskstats: sums over whole disks, without partitions. Throws SyntaxError. */
export function parseDisks(text: string): Disks {
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  const names = new Set(rows.map((row) => row[2] ?? ""));
  const disks = rows.filter(([, , name = ""]) =>
    name !== "" && !NO_DISK.test(name) && !isPartition(name, names)
  );
  const sum = (column: number) =>
    disks.reduce((all, row) => all + toNumber(row[column], "diskstats"), 0);
  return {
    reads: sum(3),
    readBytes: sum(5) * SECTOR_BYTES,
    writes: sum(7),
    writeBytes: sum(9) * SECTOR_BYTES,
  };
}

/** Returns true for `sda1` of `sda`, `nvme0n1p2` of `nvme0n1`. */
function isPartition(name: string, names: ReadonlySet<string>): boolean {
  const disk = name.replace(/(?<=\d)p\d+$|\d+$/, "");
  return disk !== name && names.has(disk);
}

/** Parses /proc/loadavg: processes running or waiting for I/O, averaged over a minute. Throws SyntaxError. */
export function parseLoad(text: string): number {
  return toNumber(text.split(" ")[0], "loadavg");
}

/** Returns the number after `name:` at the start of a line. */
function maybeField(text: string, name: string): number | undefined {
  const digits = new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function toNumber(text: string | number | undefined, file: string): number {
  const value = text === undefined || text === "" ? NaN : Number(text);
  if (!Number.isNaN(value)) return value;
  throw new SyntaxError(
    `Cannot read ${file} in /proc as a number is missing: current value is '${
      text ?? ""
    }'`,
  );
}

/** Returns the name of a program by what `/proc/PID/exe` links to, which may have been deleted. */
export function parseProgram(path: string): string {
  return path.split("/").at(-1)?.replace(/ \(deleted\)$/, "") ?? "";
}
