import { afterAll, expect, test, vi } from "vitest";
import { readAhead } from "../../../src/ingest/ahead/read_ahead.ts";
import {
  readSmall,
  type SmallText,
  toSmallText,
} from "../../../src/ingest/source/small_text.ts";

const folder = await Deno.makeTempDir();
afterAll(() => Deno.remove(folder, { recursive: true }));

/** More files than are worth a thread. */
const FILES = 1100;
/** A file behind those that are read while the thread begins. */
const LATER = 500;

/** Content of files that are not read ahead. */
const odd: readonly Uint8Array[] = [
  new Uint8Array(),
  Uint8Array.from([65, 0, 66]),
  Uint8Array.from([0x1f, 0x8b, 8, 0]),
  Uint8Array.from([65, 0xe9, 65]),
  new TextEncoder().encode(" \n"),
  new Uint8Array(2 ** 18 + 1).fill(65),
];

const paths = Array.from({ length: FILES }, (_, i) => `${folder}/${i}.json`);
for (const [i, path] of paths.entries()) {
  const content = odd[i - LATER] ?? new TextEncoder().encode(`{"é": ${i}}`);
  Deno.writeFileSync(path, content);
}
// One that is gone when its turn comes.
Deno.removeSync(paths.at(-1)!);

/** Returns the texts by path, in the order in which they came. */
async function textsOf(paths: readonly string[]) {
  const found: [path: string, small: SmallText | null][] = [];
  for await (const { path, small } of readAhead(paths)) {
    found.push([path, small]);
  }
  return found;
}

test("readAhead() yields many files in order, with the texts of those that are small and plain", async () => {
  const found = await textsOf(paths);
  expect(found.map(([path]) => path)).toEqual(paths);
  const ahead = found.filter(([, small]) => small !== null);
  expect(ahead.length).toBeGreaterThan(FILES / 2);
  for (const [path, small] of ahead) {
    expect(small).toEqual(toSmallText(readSmall(path)!));
  }
  const later = new Map(found.slice(LATER));
  const left = [...later].filter(([, small]) => small === null);
  expect(left.map(([path]) => path)).toEqual([
    ...paths.slice(LATER, LATER + odd.length),
    paths.at(-1),
  ]);
});

test("readAhead() reads few files in their turn", async () => {
  const few = paths.slice(0, 20);
  expect(await textsOf(few)).toEqual(few.map((path) => [path, null]));
});

test("readAhead() ends its thread wherever its reader stops", async () => {
  const terminate = vi.spyOn(Worker.prototype, "terminate");
  try {
    const seen: string[] = [];
    for await (const { path, small } of readAhead(paths)) {
      seen.push(path);
      if (small !== null) break;
    }
    expect(seen).toEqual(paths.slice(0, seen.length));
    expect(seen.length).toBeLessThan(FILES);
    expect(terminate).toHaveBeenCalledTimes(1);
  } finally {
    terminate.mockRestore();
  }
});
