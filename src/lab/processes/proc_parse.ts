/** What Linux tells of processes and of the machine, from the text of its files in /proc. */

/** What /proc/PID/stat tells of a process. */
export interface Stat {
  /** `R` running, `S` asleep, `T` paused, `Z` ended but not yet waited for. */
  readonly state: string;
  /** Processor time in clock ticks, of all its threads, in user and kernel mode. */
  readonly ticks: number;
  /** When it started, in clock ticks since boot: tells it from a later process with the same pid. */
  readonly started: number;
}

/** Reads /proc/PID/stat; the name in parentheses may hold anything, parentheses too. Throws SyntaxError. */
export function parseStat(text: string): Stat {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // proc(5) counts from 1, and the state is field 3.
  const field = (number: number) => toNumber(fields[number - 3], "stat");
  return {
    state: fields[0] ?? "",
    ticks: field(14) + field(15),
    started: field(22),
  };
}

/** What /proc/PID/status tells: resident memory in bytes, 0 for a process that has ended, and number of threads. */
export function parseStatus(
  text: string,
): { readonly memory: number; readonly threads: number } {
  return {
    memory: 1024 * (maybeField(text, "VmRSS") ?? 0),
    threads: maybeField(text, "Threads") ?? 0,
  };
}

/** What a process has read and written since it started. */
export interface Io {
  /** Bytes fetched from storage, not from the page cache. */
  readonly readBytes: number;
  /** Bytes on their way to storage; none on a file system in memory. */
  readonly writeBytes: number;
  /** System calls that read, from files and sockets alike. */
  readonly readCalls: number;
  readonly writeCalls: number;
}

/** Reads /proc/PID/io. Throws SyntaxError. */
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
  /** Not idle and not waiting for a disk; what a hypervisor took for others counts as busy, as it could not be used. */
  readonly busy: number;
  readonly total: number;
  readonly cores: number;
}

/** Reads /proc/stat. Throws SyntaxError. */
export function parseProcessors(text: string): Processors {
  const line = /^cpu +(.+)$/m.exec(text)?.[1] ?? "";
  // Guests are the ninth and tenth, and in the first two already.
  const ticks = line.split(/ +/).slice(0, 8).map((x) => toNumber(x, "stat"));
  const total = ticks.reduce((sum, x) => sum + x, 0);
  const [, , , idle = 0, waiting = 0] = ticks;
  return {
    busy: total - idle - waiting,
    total,
    cores: text.match(/^cpu\d+ /gm)?.length ?? 0,
  };
}

/** Reads /proc/meminfo: bytes that programs could not get any more, caches left out. Throws SyntaxError. */
export function parseMemoryUsed(text: string): number {
  const field = (name: string) => toNumber(maybeField(text, name), "meminfo");
  return 1024 * (field("MemTotal") - field("MemAvailable"));
}

/** Reads /proc/net/dev: bytes since boot over all interfaces, loopback included. */
export function parseTraffic(
  text: string,
): { readonly received: number; readonly sent: number } {
  const rows = [...text.matchAll(/^ *[^\s:|]+:(.+)$/gm)]
    .map(([, counters = ""]) => counters.trim().split(/\s+/));
  const sum = (column: number) =>
    rows.reduce((all, row) => all + toNumber(row[column], "net/dev"), 0);
  return { received: sum(0), sent: sum(8) };
}

/** What disks have done since boot. */
export interface Disks {
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writeBytes: number;
}

/** Devices that stand on other devices, or on memory: counted there, or no disk. */
const NO_DISK = /^(loop|ram|zram|dm-|md|sr|fd)\d/;

/** Bytes of a sector in /proc/diskstats, whatever the device has. */
const SECTOR = 512;

/** Reads /proc/diskstats: sums over whole disks, without their partitions. Throws SyntaxError. */
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
    readBytes: sum(5) * SECTOR,
    writes: sum(7),
    writeBytes: sum(9) * SECTOR,
  };
}

/** `sda1` of `sda`, `nvme0n1p2` of `nvme0n1`. */
function isPartition(name: string, names: ReadonlySet<string>): boolean {
  const disk = name.replace(/(?<=\d)p\d+$|\d+$/, "");
  return disk !== name && names.has(disk);
}

/** Reads /proc/loadavg: processes that ran or waited for a disk, averaged over a minute. Throws SyntaxError. */
export function parseLoad(text: string): number {
  return toNumber(text.split(" ")[0], "loadavg");
}

/** The number after `name:` at the start of a line. */
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
