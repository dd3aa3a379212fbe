import { afterAll, expect, test } from "vitest";
import {
  InputError,
  listSources,
  readSource,
} from "../../../src/ingest/mod.ts";
import { readSmall } from "../../../src/ingest/source/small_text.ts";

const folder = await Deno.makeTempDir();
afterAll(() => Deno.remove(folder, { recursive: true }));
await Deno.mkdir(`${folder}/in/b/.hidden`, { recursive: true });
await Deno.mkdir(`${folder}/in/empty`);
await Deno.writeTextFile(`${folder}/outside.json`, "{}");
for (const name of ["b/2.json", "b/10.json", "a.json", "a.txt", ".x.json"]) {
  await Deno.writeTextFile(`${folder}/in/${name}`, "{}");
}
await Deno.writeTextFile(`${folder}/in/b/.hidden/3.json`, "{}");
await Deno.symlink(folder, `${folder}/in/loop`);
await Deno.symlink(`${folder}/outside.json`, `${folder}/in/link.json`);
await Deno.symlink("circle.json", `${folder}/circle.json`);

test("listSources() walks in sorted order and never out of the folder", () => {
  const found = listSources([`${folder}/in/`, `${folder}/in/a.json`], [
    ".json",
  ]);
  expect(found.map((path) => path.slice(folder.length))).toEqual([
    "/in/a.json",
    "/in/b/10.json",
    "/in/b/2.json",
  ]);
});

test("listSources() names the folder that holds no file", () => {
  expect(() => listSources([`${folder}/in/empty`], [".md", ".csv"])).toThrow(
    /in\/empty: holds no file that ends in \.md or \.csv; /,
  );
});

test.each([
  ["circle.json", "is a symbolic link that leads back to itself"],
  ["outside.json/a", "is below a file as if that were a folder"],
  ["a".repeat(300), "is longer than a path may be"],
])("listSources() refuses a path that cannot be, %s", (name, message) => {
  const list = () => listSources([`${folder}/${name}`], [".json"]);
  expect(list).toThrow(InputError);
  expect(list).toThrow(`: ${message}; check the path`);
});

test.each([
  ["missing", "missing", /: does not exist; /],
  ["a folder", "in", /: is a folder; /],
])("readSource() refuses %s", (_, name, message) => {
  const read = () => readSource(`${folder}/${name}`);
  expect(read).toThrow(InputError);
  expect(read).toThrow(message);
  expect(read).not.toThrow("\n");
});

test.each(
  [
    ["empty", [], /is empty/],
    ["only blanks", [32, 10], /is empty/],
    ["binary", [123, 0, 125], /byte 2 is 0/],
    ["latin-1", [0xc3, 0xa9, 65, 0xe9, 65], /byte 4 is wrong/],
    ["cut inside a letter", [65, 0xe2, 0x82], /byte 2 is wrong/],
    [
      "wrong behind a true U+FFFD",
      [0xef, 0xbf, 0xbd, 0x80],
      /byte 4 is wrong/,
    ],
    [
      "wrong behind a four-byte letter",
      [0xf0, 0x9f, 0x98, 0x80, 0xff],
      /byte 5 is wrong/,
    ],
  ] as const,
)("readSource() refuses a file that is %s", async (_, bytes, message) => {
  await Deno.writeFile(`${folder}/bytes`, Uint8Array.from(bytes));
  expect(() => readSource(`${folder}/bytes`)).toThrow(message);
});

test("readSource() refuses a file over the limit before reading it", async () => {
  await Deno.writeTextFile(`${folder}/large`, "12345");
  expect(() => readSource(`${folder}/large`, { maxBytes: 4 })).toThrow(
    /has 5 bytes, more than the 4/,
  );
});

test("readSource() strips a byte order mark", async () => {
  await Deno.writeFile(
    `${folder}/bom`,
    Uint8Array.from([0xef, 0xbb, 0xbf, 65]),
  );
  expect(readSource(`${folder}/bom`).text).toBe("A");
});

test("readSource() takes the bytes of a small file as those that it reads, whatever they are", async () => {
  const path = `${folder}/small`;
  const open = (content: Uint8Array | null) => {
    try {
      const { name, path: at, digest, text } = readSource(path, { content });
      return { name, at, digest, text };
    } catch (error) {
      return (error as Error).message;
    }
  };
  for (
    const bytes of [
      [],
      [32],
      [65, 13, 10],
      [0xef, 0xbb, 0xbf, 65],
      [0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 65],
      [65, 0, 66],
      [0xc3, 0xa9, 65, 0xe9, 65],
      [65, 0xe2, 0x82],
      [...Array(9).fill(65), 0],
    ]
  ) {
    await Deno.writeFile(path, Uint8Array.from(bytes));
    const content = readSmall(path);
    expect(content).toEqual(Uint8Array.from(bytes));
    expect(open(content)).toEqual(open(null));
  }
});

/** Bytes of the largest file that is read at once. */
const SMALL_BYTES = 2 ** 22;

test.each([0, 3, SMALL_BYTES - 1, SMALL_BYTES + 4, SMALL_BYTES + 6])(
  "readSource() finds a zero at offset %i of a large file",
  async (offset) => {
    const path = `${folder}/zero`;
    const bytes = new Uint8Array(SMALL_BYTES + 7).fill(65);
    bytes[offset] = 0;
    await Deno.writeFile(path, bytes);
    const message = `is binary: byte ${offset + 1} is 0`;
    expect(() => readSource(path)).toThrow(message);
  },
);

test("readSource() checks a large file once its digest is asked for, if told so", async () => {
  const path = `${folder}/lazy`;
  const bytes = new Uint8Array(SMALL_BYTES + 1).fill(65);
  await Deno.writeFile(path, bytes);
  const { digest } = readSource(path);
  expect(readSource(path, { isLazy: true }).digest).toBe(digest);
  bytes[SMALL_BYTES] = 0xff;
  await Deno.writeFile(path, bytes);
  const file = readSource(path, { isLazy: true });
  expect(file.text).toHaveLength(SMALL_BYTES + 1);
  for (let times = 0; times < 2; times++) {
    expect(() => file.digest).toThrow(/is not UTF-8: byte 4194305 is wrong/);
  }
});
