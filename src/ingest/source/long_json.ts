/**
 * Reads JSON documents that are too large for memory: their long arrays and objects come in batches, and what is left
 * of the document, its skeleton, is one value.
 *
 * No library: those that stream emit every token from JavaScript, several times slower than `JSON.parse`, which here
 * reads each batch.
 */
import { InputError, type SourceFile } from "./importer.ts";
import { errorOffset, notJson } from "./json.ts";
import { type Inside, scanInside } from "./long_scan.ts";
import { plainNumbers } from "./plain_numbers.ts";

/** Selects arrays and objects to read in batches, by the keys and indices from the root. */
export type IsLong = (path: readonly string[]) => boolean;

type Source = Pick<SourceFile, "name" | "chunks">;

/** Some of the elements of a long array, or of the entries of a long object. */
export interface JsonBatch {
  readonly path: readonly string[];
  readonly values: readonly unknown[] | Readonly<Record<string, unknown>>;
}

/** Characters of a batch, unless one element is longer. */
const BATCH_CHARS = 2 ** 16;
/** Longest element read. */
const MAX_ELEMENT_CHARS = 2 ** 24;
/** Deepest array or object read: no tool nests its results by far as deep. */
const MAX_DEPTH = 1000;
/** Longest skeleton read: as a value it takes several times its size in memory. */
const MAX_SKELETON_CHARS = 2 ** 26;

/** Parses a document with its long arrays and objects emptied. Throws `InputError` if it is no JSON outside of them. */
export function parseSkeleton(source: Source, isLong: IsLong): unknown {
  const slices = cut(source, isLong);
  let next = slices.next();
  while (!next.done) next = slices.next();
  return parseRest(source, next.value);
}

/**
 * Yields the content of the long arrays and objects in their order; returns the skeleton. Throws `InputError` for
 * malformed JSON where it stands.
 */
export function* readBatches(
  source: Source,
  isLong: IsLong,
): Generator<JsonBatch, unknown> {
  const slices = cut(source, isLong);
  let next = slices.next();
  while (!next.done) {
    yield { path: next.value.path, values: parseSlice(source, next.value) };
    next = slices.next();
  }
  return parseRest(source, next.value);
}

/** Text of whole elements of a long array or object. */
interface Slice {
  readonly path: readonly string[];
  readonly isArray: boolean;
  readonly text: string;
  /** Offset of the text in the document. */
  readonly offset: number;
}

/** Text of a document without the content of its long arrays and objects. */
interface Rest {
  readonly text: string;
  /** Where content was cut out of the text, and its length. */
  readonly cuts: readonly { readonly at: number; readonly length: number }[];
}

/** Array or object around a position; `key` is its own in the one around it. */
interface Container {
  readonly isArray: boolean;
  readonly key: string;
  /** Commas so far. */
  index: number;
}

const [QUOTE, BACKSLASH, COMMA] = [34, 92, 44];
const [OPEN_ARRAY, CLOSE_ARRAY] = [91, 93];
const [OPEN_OBJECT, CLOSE_OBJECT] = [123, 125];

/** Cuts a document at the commas of its long arrays and objects; it checks no more of its syntax than that needs. */
function* cut(source: Source, isLong: IsLong): Generator<Slice, Rest> {
  const rest: string[] = [];
  const cuts: { at: number; length: number }[] = [];
  let restChars = 0;
  const keep = (text: string) => {
    // A copy: a slice would keep its whole chunk in memory.
    rest.push(copyOf(text));
    restChars += text.length;
    if (restChars > MAX_SKELETON_CHARS) throw tooLong(source.name);
  };
  const around: Container[] = [];
  let long: { path: string[]; isArray: boolean; start: number } | null = null;
  const inside: Inside = { depth: 0, isString: false, isEscaped: false };
  /** Text of the slice, or of the string, before the current chunk; and the start of the slice in the document. */
  let [text, string, start] = ["", "", 0];
  /** Whether a string goes on outside of the long ones. */
  let [isString, isEscaped] = [false, false];
  /** Start of the current chunk in the document. */
  let offset = 0;
  for (const chunk of source.chunks()) {
    let [from, stringFrom] = [0, 0];
    for (let i = 0; i < chunk.length; i++) {
      if (long !== null) {
        i = scanInside(chunk, i, {
          least: from + BATCH_CHARS - text.length,
          inside,
        });
        if (i === chunk.length) break;
        text += chunk.slice(from, i);
        const { path, isArray } = long;
        const isEmpty = text.trim() === "";
        if (inside.depth > 0) {
          if (isEmpty) throw notJson(source, offset + i);
          yield { path, isArray, text, offset: start };
          [text, from, start] = ["", i + 1, offset + i + 1];
          continue;
        }
        // Nothing may stand between the brackets, but not between a comma and a bracket.
        if (
          isArray !== (chunk.charCodeAt(i) === CLOSE_ARRAY) ||
          isEmpty && start > long.start
        ) throw notJson(source, offset + i);
        if (!isEmpty) yield { path, isArray, text, offset: start };
        cuts.push({ at: restChars, length: offset + i - long.start });
        [text, from, long] = ["", i, null];
        around.pop();
        continue;
      }
      const code = chunk.charCodeAt(i);
      if (isString) {
        if (isEscaped) isEscaped = false;
        else if (code === BACKSLASH) isEscaped = true;
        else if (code === QUOTE) {
          isString = false;
          string += chunk.slice(stringFrom, i + 1);
        }
      } else if (code === QUOTE) {
        isString = true;
        string = "";
        stringFrom = i;
      } else if (code === COMMA) {
        const container = around.at(-1);
        if (container !== undefined) container.index++;
      } else if (code === OPEN_ARRAY || code === OPEN_OBJECT) {
        const container = around.at(-1);
        const key = container?.isArray
          ? String(container.index)
          : keyOf(string);
        around.push({ isArray: code === OPEN_ARRAY, key, index: 0 });
        if (around.length > MAX_DEPTH) throw tooDeep(source.name);
        const path = around.slice(1).map(({ key }) => key);
        if (!isLong(path)) continue;
        keep(chunk.slice(from, i + 1));
        [text, from, start] = ["", i + 1, offset + i + 1];
        long = { path, isArray: code === OPEN_ARRAY, start };
        inside.depth = 1;
      } else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) around.pop();
    }
    if (long === null) {
      keep(chunk.slice(from));
      if (isString) string += chunk.slice(stringFrom);
    } else {
      text += chunk.slice(from);
      if (text.length > MAX_ELEMENT_CHARS) throw tooLong(source.name);
    }
    offset += chunk.length;
  }
  if (long !== null) throw notJson(source, offset);
  return { text: rest.join(""), cuts };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function copyOf(text: string): string {
  return decoder.decode(encoder.encode(text));
}

/** Returns the key that a string writes; an invalid one is found when the skeleton is parsed. */
function keyOf(string: string): string {
  try {
    return String(JSON.parse(string));
  } catch {
    return "";
  }
}

function parseSlice(
  source: Source,
  { isArray, text, offset }: Slice,
): JsonBatch["values"] {
  const numbers = isArray ? plainNumbers(text) : null;
  if (numbers !== null) return numbers;
  const whole = isArray ? `[${text}]` : `{${text}}`;
  try {
    return JSON.parse(whole);
  } catch (error) {
    throw notJson(source, offset - 1 + errorOffset(whole, error));
  }
}

function parseRest(source: Source, { text, cuts }: Rest): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const at = errorOffset(text, error);
    const removed = cuts.filter((cut) => cut.at <= at)
      .reduce((sum, { length }) => sum + length, 0);
    throw notJson(source, at + removed);
  }
}

function tooDeep(name: string): InputError {
  return new InputError(
    name,
    "",
    `nests arrays and objects more than ${MAX_DEPTH} deep`,
    "check that it is a file of this format",
  );
}

function tooLong(name: string): InputError {
  return new InputError(
    name,
    "",
    `holds more than ${MAX_SKELETON_CHARS} characters beside its samples, or one of more than ${MAX_ELEMENT_CHARS}`,
    "split it into smaller files",
  );
}
