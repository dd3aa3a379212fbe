/** Reads the beginning of a line without parsing it: most lines of a log tell nothing that is imported. */
import { cached } from "../source/cached.ts";
import { flatFields } from "./flat_fields.ts";
import { type LagerData, type LagerLevel, lagerMicros } from "./lager_line.ts";
import { isWanted, type LineKind } from "./lager_wanted.ts";

/** What a line begins with. */
export interface LagerGlance {
  /** Whole Unix time in microseconds. */
  readonly us: number;
  readonly head: LagerHead;
  /** Offset of its data in the text. */
  readonly dataAt: number;
}

/** All that a line begins with but its time: few texts, which a log repeats millions of times. */
export interface LagerHead extends LineKind {
  /** Whether such a line must be parsed (`isWanted()`). */
  readonly isWanted: boolean;
}

const START = '{"timestamp":';
const BEGIN = `${START}"`;
const DATA = '"data":{';
/** Both encodings as the components write them, with their fields in this order: what stands between time and data. */
const HEAD =
  /^",(?:"level":"([a-z]+)",)?"source":"([^"\\]*)","message":"([^"\\]*)",(?:"log_level":(\d),)?$/;
const LEVELS: readonly LagerLevel[] = ["debug", "info", "error", "fatal"];
/** Code of `}`. */
const CLOSING = 125;

const toHead = cached((text): LagerHead | null => {
  const [, level, source, message, number] = HEAD.exec(text) ?? [];
  if (source === undefined || message === undefined) return null;
  const known = number === undefined
    ? LEVELS.find((name) => name === level)
    : LEVELS[Number(number)];
  const line: LineKind = { level: known ?? "unknown", source, message };
  return { ...line, isWanted: isWanted(line) };
});

/**
 * Returns what a line begins with; null for one in any other form, which must be parsed, and for several lines in the
 * place of one.
 */
export function glanceAt(text: string): LagerGlance | null {
  const from = text.indexOf("{");
  const begin = from + BEGIN.length;
  if (from < 0 || !text.startsWith(BEGIN, from)) return null;
  if (text.charCodeAt(text.length - 1) !== CLOSING) return null;
  if (text.charCodeAt(text.length - 2) !== CLOSING) return null;
  const end = text.indexOf('"', begin);
  const headEnd = text.indexOf(DATA, end);
  if (end < 0 || headEnd < 0 || text.indexOf(START, end) >= 0) return null;
  const head = toHead(text.slice(end, headEnd));
  if (head === null) return null;
  const us = lagerMicros(text.slice(begin, end));
  if (Number.isNaN(us)) return null;
  return { us, head, dataAt: headEnd + DATA.length - 1 };
}

/**
 * Returns the data of a line at which was glanced, or of simple ones the wanted fields; null if more than its data follows,
 * or they are broken.
 */
export function glancedData(
  text: string,
  { dataAt }: LagerGlance,
  wanted: ReadonlySet<string> | null,
): LagerData | null {
  const json = text.slice(dataAt, -1);
  const fields = wanted === null ? null : flatFields(json, 0, wanted);
  if (fields !== null) return fields;
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
