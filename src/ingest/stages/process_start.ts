/** Finds the lines with which a process says that it starts. */
import { processStarts } from "../../record/mod.ts";

/** Returns the word with which a line says that its process starts: `starting`, `started`; undefined for other lines. */
export function startWord(source: string, message: string): string | undefined {
  // Lengths first: nearly all of a log's millions of lines are longer.
  const length = message.length - source.length - 1;
  for (const word of processStarts) {
    if (word.length === length && message === `${source}.${word}`) return word;
  }
  return undefined;
}

/** Returns true if a word begins a new process after the one it said last: `started` may follow `starting`. */
export function isNewStart(word: string, last: string): boolean {
  return !(word === "started" && last === "starting");
}
