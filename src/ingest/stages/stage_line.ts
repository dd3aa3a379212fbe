/** Lines that may tell stages, and the processes that write them. */
import type { LineData } from "./entity_name.ts";
import { isNewStart, startWord } from "./process_start.ts";

/** A parsed log line. */
export interface StageLine {
  /** Milliseconds since 1970, with a fraction. */
  readonly at: number;
  /** Component that wrote it: `bbs`. */
  readonly source: string;
  /** Machine or file that it comes from: two processes of one name have sessions of their own. */
  readonly origin: string;
  readonly message: string;
  readonly data: LineData;
}

/** A process that writes lines. */
export interface LineProcess {
  /** From 1. */
  readonly number: number;
  /** How often it has started: its sessions count from 1 again each time. */
  readonly starts: number;
}

/** Returns a function that gives the process of a line, and notes whether it starts. */
export function processNumbering(): (line: StageLine) => LineProcess {
  const known = new Map<string, Map<string, OpenProcess>>();
  let count = 0;
  let last: OpenProcess | null = null;
  const find = (origin: string, source: string): OpenProcess => {
    // Lines of a process follow each other: a comparison takes less than two look-ups.
    if (last?.source === source && last.origin === origin) return last;
    let processes = known.get(origin);
    if (processes === undefined) known.set(origin, processes = new Map());
    let process = processes.get(source);
    if (process === undefined) {
      process = { origin, source, number: ++count, starts: 0, said: "" };
      processes.set(source, process);
    }
    last = process;
    return process;
  };
  return ({ origin, source, message }) => {
    const process = find(origin, source);
    const word = startWord(source, message);
    if (word !== undefined) {
      if (isNewStart(word, process.said)) process.starts++;
      process.said = word;
    }
    return process;
  };
}

type OpenProcess = { -readonly [K in keyof LineProcess]: LineProcess[K] } & {
  readonly origin: string;
  readonly source: string;
  /** Word of its last start. */
  said: string;
};
