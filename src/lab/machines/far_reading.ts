/** Reads what the script on another machine tells of it, and of the process there. */
import {
  parseIo,
  parseProgram,
  parseStat,
  parseStatus,
} from "../processes/proc_parse.ts";
import type { FarReading } from "../processes/node_process.ts";

/** What the other machine is. */
export interface FarFacts {
  /** Temporary folder there. */
  readonly folder: string;
  /** Clock ticks per second, in which its kernel counts processor time. */
  readonly ticks: number;
  /** Name and release of the kernel, and the architecture: `Linux 6.1.0 x86_64`. */
  readonly system: string;
  readonly cores: number;
  /** Bytes; 0 if unknown. */
  readonly memory: number;
}

/** Returns the facts by the parts of the answer to `machine`. Throws an Error if the script did not get so far. */
export function toFacts(parts: ReadonlyMap<string, string>): FarFacts {
  const root = parts.get("root") ?? "";
  if (!root.startsWith("/")) {
    throw new Error("it does not tell where its temporary folder is");
  }
  return {
    folder: `${root}/data`,
    ticks: toNumber(parts.get("ticks")) || 100,
    system: parts.get("system") ?? "",
    cores: toNumber(parts.get("cores")),
    memory: 1024 * toNumber(parts.get("memory")),
  };
}

/** Returns the process by the parts of the answer to `reading`; null if it has ended. */
export function toFarReading(
  parts: ReadonlyMap<string, string>,
  ticks: number,
): FarReading | null {
  const status = parts.get("status") ?? "";
  const text = parts.get("stat") ?? "";
  if (status === "" || text === "") return null;
  const stat = parseStat(text);
  if (/[ZXx]/.test(stat.state)) return null;
  const io = parts.get("io") ?? "";
  const files = parts.get("files");
  return {
    pid: toNumber(parts.get("pid")),
    program: parseProgram(parts.get("program") ?? ""),
    reading: {
      cpu: stat.ticks / ticks,
      ...parseStatus(status),
      openFiles: files === undefined ? null : toNumber(files),
      io: io === "" ? null : parseIo(io),
      started: stat.started,
    },
  };
}

/** Returns the first number of a text; 0 if there is none. */
function toNumber(text = ""): number {
  return Number(/\d+/.exec(text)?.[0] ?? 0);
}
