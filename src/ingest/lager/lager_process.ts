/** Follows the processes that write a log: whether they start again, and whether their clocks go back. */
import { processStarts } from "../../record/mod.ts";
import type { LogFile } from "./lager_join.ts";
import type { LagerGlance } from "./lager_glance.ts";

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
  /** Word of its last start; empty before it has said one. */
  said: string;
  /** Latest time so far, in Unix µs; -Infinity before its first line. */
  latest: number;
}

/** Returns a function that gives the process of a line. */
export function processTracker(): (
  log: LogFile,
  line: LagerGlance,
) => LagerProcess {
  const known = new Map<string, Tracked>();
  return ({ folder }, line) => {
    const name = nameOf(folder, line.source);
    let process = known.get(name);
    if (process === undefined) {
      process = { said: "", latest: -Infinity };
      known.set(name, process);
    }
    const isAgain = startsAgain(process, line);
    const back = Math.max(0, (process.latest - line.us) / 1e6);
    process.latest = Math.max(process.latest, line.us);
    return { name, isAgain, back };
  };
}

/** Returns the word with which a line says that its process starts: `starting`, `started`; undefined for other lines. */
export function startOf(
  { source, message }: Pick<LagerGlance, "source" | "message">,
): string | undefined {
  if (!message.startsWith(`${source}.`)) return undefined;
  const said = message.slice(source.length + 1);
  return processStarts.find((word) => word === said);
}

/** Returns true if a line says that its process starts, and it did before: `started` may follow `starting`. */
function startsAgain(process: Tracked, line: LagerGlance): boolean {
  const word = startOf(line);
  if (word === undefined) return false;
  const before = process.said;
  process.said = word;
  return before !== "" && !(word === "started" && before === "starting");
}

/** Returns `cell_z1-0/rep` for a line of `rep` in the folder `cell_z1-0` or `cell_z1-0/rep`. */
function nameOf(folder: string, source: string): string {
  if (folder === "" || folder === source) return source;
  return folder.endsWith(`/${source}`) ? folder : `${folder}/${source}`;
}
