/** Divides a text into those of several runs, one below the other. */
import { plainLine } from "../source/plain_line.ts";

/** Text of one run, without colours. */
export interface TextBlock {
  /** Its first line in the file, from 1. */
  readonly line: number;
  readonly text: string;
}

/**
 * Returns the text of each run. The next one begins at a line that `begins`, once the present one has a line that `ends`;
 * what stands above the first is a part of it.
 */
export function blocksOf(
  lines: Iterable<string>,
  { begins, ends }: { readonly begins: RegExp; readonly ends: RegExp },
): TextBlock[] {
  const blocks: { line: number; lines: string[]; hasEnded: boolean }[] = [];
  let number = 0;
  for (const written of lines) {
    number++;
    const line = plainLine(written);
    let block = blocks.at(-1);
    if (block === undefined || (block.hasEnded && begins.test(line))) {
      block = { line: number, lines: [], hasEnded: false };
      blocks.push(block);
    }
    block.lines.push(line);
    if (ends.test(line)) block.hasEnded = true;
  }
  return blocks.map(({ line, lines }) => ({ line, text: lines.join("\n") }));
}
