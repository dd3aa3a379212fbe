/** Lines of a log in columns, to be sent to another thread: one object takes much less time than thousands. */
import { glanceAt, type LagerGlance, type LagerHead } from "./lager_glance.ts";
import type { LogFile, LogLine } from "./lager_join.ts";

/** Lines of a block, at most. */
const BLOCK_LINES = 4096;
/** Characters of its text from which on a block is full, as lines may be long. */
const BLOCK_CHARS = 2 ** 20;
/** Bytes of its columns. */
const COLUMN_BYTES = BLOCK_LINES * (2 + 8 + 4 + 4);
/** Heads that get a number: components have few messages. */
const MAX_HEADS = 1000;
/** In place of a number, for a line that begins otherwise: whoever gets it glances at its text. */
const NO_HEAD = -1;

/** Line of a log at which was glanced. */
export interface GlancedLine extends LogLine {
  /** Null for a line that must be parsed as a whole. The text of one that is not wanted may be left out. */
  readonly glance: LagerGlance | null;
}

/** Lines of a file that follow each other, in columns, which are longer than `count`. */
export interface GlancedBlock {
  /** Number of its first line, from 1. */
  readonly first: number;
  readonly count: number;
  /** Heads that no block before it has: they are numbered in this order through all blocks, from 0. */
  readonly heads: readonly LagerHead[];
  /** Number of the head of each line. */
  readonly head: Int16Array;
  readonly us: Float64Array;
  readonly dataAt: Uint32Array;
  /** Offset behind the text of each line, which is empty if it is not wanted. */
  readonly end: Uint32Array;
  /** The texts of all lines, without anything between them. */
  readonly text: string;
  /** Bytes that it takes, about. */
  readonly size: number;
}

/** Yields the lines of a file in blocks. The next one has the same columns: copy each before you ask for it. */
export function* glancedBlocks(
  lines: Iterable<string>,
): Generator<GlancedBlock> {
  const head = new Int16Array(BLOCK_LINES);
  const us = new Float64Array(BLOCK_LINES);
  const dataAt = new Uint32Array(BLOCK_LINES);
  const end = new Uint32Array(BLOCK_LINES);
  const numbers = new Map<LagerHead, number>();
  let heads: LagerHead[] = [];
  let texts: string[] = [];
  let [first, count, chars] = [1, 0, 0];
  const numberOf = (found: LagerHead): number => {
    const known = numbers.get(found);
    if (known !== undefined) return known;
    const number = numbers.size;
    if (number === MAX_HEADS) return NO_HEAD;
    numbers.set(found, number);
    heads.push(found);
    return number;
  };
  const takeBlock = (): GlancedBlock => {
    const text = texts.join("");
    const size = text.length + COLUMN_BYTES;
    const columns = { head, us, dataAt, end };
    const block = { first, count, heads, ...columns, text, size };
    first += count;
    [count, chars, heads, texts] = [0, 0, [], []];
    return block;
  };
  for (const text of lines) {
    const glance = glanceAt(text);
    const number = glance === null ? NO_HEAD : numberOf(glance.head);
    if (glance === null || number === NO_HEAD || glance.head.isWanted) {
      texts.push(text);
      chars += text.length;
    }
    head[count] = number;
    us[count] = glance?.us ?? NaN;
    dataAt[count] = glance?.dataAt ?? 0;
    end[count] = chars;
    count++;
    if (count === BLOCK_LINES || chars >= BLOCK_CHARS) yield takeBlock();
  }
  if (count > 0) yield takeBlock();
}

/** Yields the lines of a block of a log; `heads` are those of all blocks up to this one. */
export function* linesOfBlock(
  { first, count, head, us, dataAt, end, text: texts }: GlancedBlock,
  { log, heads }: {
    readonly log: LogFile;
    readonly heads: readonly LagerHead[];
  },
): Generator<GlancedLine> {
  let from = 0;
  for (let i = 0; i < count; i++) {
    const number = head[i]!;
    const text = texts.slice(from, end[i]!);
    const glance = number === NO_HEAD
      ? glanceAt(text)
      : { us: us[i]!, head: heads[number]!, dataAt: dataAt[i]! };
    yield { log, line: first + i, text, glance };
    from = end[i]!;
  }
}
