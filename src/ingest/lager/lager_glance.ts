/** Reads the beginning of a line without parsing it: most lines of a log tell nothing that is imported. */
import { type LagerLevel, lagerMicros } from "./lager_line.ts";

/** What a line begins with. */
export interface LagerGlance {
  /** Whole Unix time in microseconds. */
  readonly us: number;
  readonly level: LagerLevel;
  readonly source: string;
  readonly message: string;
}

/** Both encodings as the components write them, with their fields in this order. */
const LINE =
  /\{"timestamp":"([^"]+)",(?:"level":"([a-z]+)",)?"source":"([^"\\]*)","message":"([^"\\]*)",(?:"log_level":(\d),)?"data":\{/y;
const START = '{"timestamp":';
const LEVELS: readonly LagerLevel[] = ["debug", "info", "error", "fatal"];

/**
 * Returns what a line begins with; null for one in any other form, which must be parsed, and for several lines in the
 * place of one.
 */
export function glanceAt(text: string): LagerGlance | null {
  const from = text.indexOf("{");
  if (from < 0) return null;
  LINE.lastIndex = from;
  const [, timestamp, level, source = "", message = "", number] =
    LINE.exec(text) ?? [];
  if (timestamp === undefined || !text.endsWith("}}")) return null;
  if (text.indexOf(START, from + 1) >= 0) return null;
  const us = lagerMicros(timestamp);
  if (Number.isNaN(us)) return null;
  const known = number === undefined
    ? LEVELS.find((name) => name === level)
    : LEVELS[Number(number)];
  return { us, level: known ?? "unknown", source, message };
}
