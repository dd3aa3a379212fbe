/** Follows the processes that write a log: whether they start again, and whether their clocks go back. */
import { isNewStart, startWord } from "../stages/process_start.ts";
import type { LogFile } from "./lager_join.ts";
import type { LagerLine } from "./lager_line.ts";

/** The process of a line. */
export interface LagerProcess {
  /** Its component, below the folder of its log if there are several. */
  readonly name: string;
  /** True for the line that says that it starts again. */
  readonly isAgain: boolean;
  /** Seconds by which the line is earlier than one before it; 0 if it is not. */
  readonly back: number;
}

/** A process so far. */
interface Tracked {
  /** Folder of its log, and its component. */
  readonly folder: string;
  readonly source: string;
  readonly name: string;
  /** Word of its last start; empty before it has said one. */
  said: string;
  /** Latest time so far, in Unix µs; -Infinity before its first line. */
  latest: number;
}

/** Returns a function that gives the process of a line. */
export function processTracker(): (
  log: Pick<LogFile, "folder">,
  line: Pick<LagerLine, "us" | "source" | "message">,
) => LagerProcess {
  const known = new Map<string, Map<string, Tracked>>();
  let last: Tracked | null = null;
  const find = (folder: string, source: string): Tracked => {
    // Lines of a process follow each other: a comparison takes less than two look-ups.
    if (last?.source === source && last.folder === folder) return last;
    let processes = known.get(folder);
    if (processes === undefined) known.set(folder, processes = new Map());
    let process = processes.get(source);
    if (process === undefined) {
      const name = nameOf(folder, source);
      process = { folder, source, name, said: "", latest: -Infinity };
      processes.set(source, process);
    }
    last = process;
    return process;
  };
  return ({ folder }, { us, source, message }) => {
    const process = find(folder, source);
    const word = startWord(source, message);
    const isAgain = word !== undefined && process.said !== "" &&
      isNewStart(word, process.said);
    if (word !== undefined) process.said = word;
    const back = Math.max(0, (process.latest - us) / 1e6);
    process.latest = Math.max(process.latest, us);
    return { name: process.name, isAgain, back };
  };
}

/** Returns `cell_z1-0/rep` for a line of `rep` in the folder `cell_z1-0` or `cell_z1-0/rep`. */
function nameOf(folder: string, source: string): string {
  if (folder === "" || folder === source) return source;
  return folder.endsWith(`/${source}`) ? folder : `${folder}/${source}`;
}
