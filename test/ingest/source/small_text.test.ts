import { afterAll, expect, test } from "vitest";
import { readSource } from "../../../src/ingest/mod.ts";
import {
  readSmall,
  toSmallText,
} from "../../../src/ingest/source/small_text.ts";

const folder = await Deno.makeTempDir();
afterAll(() => Deno.remove(folder, { recursive: true }));

test("readSmall() reads no folder, no large file and nothing that is not there", async () => {
  const path = `${folder}/not_small`;
  await Deno.writeFile(path, new Uint8Array(2 ** 18 + 1).fill(65));
  expect(readSmall(path)).toBe(null);
  expect(readSmall(folder)).toBe(null);
  expect(readSmall(`${folder}/missing`)).toBe(null);
});

test.each([
  ["a byte", [65]],
  ["the end of a line", [65, 13, 10]],
  ["a byte order mark", [0xef, 0xbb, 0xbf, 65]],
  ["two of them", [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 65]],
  ["part of one", [0xef, 0xbb, 0xbd, 65]],
  ["characters of two bytes", [0xc3, 0xa9, 0xc3, 0xa9, 65]],
])(
  "toSmallText() has the text and digest of a file with %s",
  async (_, bytes) => {
    const path = `${folder}/text`;
    await Deno.writeFile(path, Uint8Array.from(bytes));
    const { digest, text } = readSource(path);
    expect(toSmallText(readSmall(path)!)).toEqual({ digest, text });
  },
);

test.each([
  ["nothing", []],
  ["blanks alone", [32, 10]],
  ["a byte order mark alone", [0xef, 0xbb, 0xbf]],
  ["a zero", [65, 0, 66]],
  ["a zero at its end", [...Array(9).fill(65), 0]],
  ["a byte that is no character", [65, 0xe9, 65]],
  ["the beginning of a character", [65, 0xe2, 0x82]],
])(
  "toSmallText() leaves a file with %s to readSource(), which refuses it",
  async (_, bytes) => {
    const path = `${folder}/odd`;
    await Deno.writeFile(path, Uint8Array.from(bytes));
    expect(toSmallText(readSmall(path)!)).toBe(null);
    expect(() => readSource(path)).toThrow(path);
  },
);
