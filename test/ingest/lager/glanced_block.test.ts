import { expect, test } from "vitest";
import {
  type GlancedBlock,
  glancedBlocks,
  type GlancedLine,
  linesOfBlock,
} from "../../../src/ingest/lager/glanced_block.ts";
import {
  glanceAt,
  type LagerHead,
} from "../../../src/ingest/lager/lager_glance.ts";

const log = { folder: "", name: "bbs.log" };

function line(second: number, message: string, data = "{}"): string {
  return `{"timestamp":"${1_471_542_457 + second}.5","source":"bbs",` +
    `"message":"bbs.${message}","log_level":1,"data":${data}}`;
}

/** Copies the blocks of lines, as a message does. */
function blocksOf(lines: readonly string[]): GlancedBlock[] {
  const blocks: GlancedBlock[] = [];
  for (const block of glancedBlocks(lines)) blocks.push(structuredClone(block));
  return blocks;
}

function linesOf(blocks: readonly GlancedBlock[]): GlancedLine[] {
  const heads: LagerHead[] = [];
  return blocks.flatMap((block) => {
    heads.push(...block.heads);
    return [...linesOfBlock(block, { log, heads })];
  });
}

/** What the lines must be: those that are not wanted have no text. */
function expected(lines: readonly string[]): GlancedLine[] {
  return lines.map((text, i) => {
    const glance = glanceAt(text);
    const isLeftOut = glance !== null && !glance.head.isWanted;
    return { log, line: i + 1, text: isLeftOut ? "" : text, glance };
  });
}

test("linesOfBlock() gives back the lines of glancedBlocks(), whatever they hold", () => {
  const lines = [
    line(0, "request.serving", '{"session":"1"}'),
    line(1, "other"),
    "",
    "panic: → é",
    line(2, "request.done", '{"session":"1","name":"ünï"}'),
    line(3, "torn").slice(0, 40),
    `prefix ${line(4, "other")}`,
    line(5, "other") + line(6, "request.serving"),
    " \r",
    line(7, "request.done", '{"session":"2"}'),
  ];
  const [block, ...others] = blocksOf(lines);
  expect(others).toEqual([]);
  expect(linesOf([block!])).toEqual(expected(lines));
});

test("glancedBlocks() numbers lines, and tells heads, through many blocks", () => {
  const messages = ["request.serving", "request.done", "other"];
  const lines = Array.from(
    { length: 10_000 },
    (_, i) => i % 7 === 0 ? "" : line(i, messages[i % 3]!),
  );
  const blocks = blocksOf(lines);
  expect(blocks.map(({ first }) => first)).toEqual([1, 4097, 8193]);
  expect(linesOf(blocks)).toEqual(expected(lines));
});

test("glancedBlocks() ends a block of long lines early", () => {
  const lines = Array.from(
    { length: 20 },
    (_, i) => line(i, "request.serving", `{"a":"${"x".repeat(300_000)}"}`),
  );
  const blocks = blocksOf(lines);
  expect(blocks.map(({ count }) => count)).toEqual([4, 4, 4, 4, 4]);
  for (const { text, size } of blocks) {
    expect(size).toBeGreaterThan(text.length);
  }
  expect(linesOf(blocks)).toEqual(expected(lines));
});

test("glancedBlocks() yields nothing for no lines", () => {
  expect(blocksOf([])).toEqual([]);
});

test("glancedBlocks() numbers a thousand heads, and leaves lines with more of them to the reader", () => {
  const messages = Array.from({ length: 1500 }, (_, i) => `other-${i}`);
  const lines = [...messages, ...messages]
    .map((message, i) => line(i, message));
  const blocks = blocksOf(lines);
  const heads = blocks.flatMap(({ heads }) => heads);
  expect(heads).toHaveLength(1000);
  const glances = linesOf(blocks).map(({ glance }) => glance);
  expect(glances).toEqual(expected(lines).map(({ glance }) => glance));
});
