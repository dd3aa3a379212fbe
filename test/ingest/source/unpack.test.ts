import { expect, test } from "vitest";
import { isPacked, unpack } from "../../../src/ingest/source/unpack.ts";
import { withTempFolder } from "../../testing/records.ts";

async function pack(path: string, text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  await Deno.writeFile(path, stream);
  return await Deno.readFile(path);
}

test("unpack() gives the text that was packed", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.json.gz`;
    await pack(path, "one\ntwo\n");
    expect(isPacked(await Deno.readFile(path))).toBe(true);
    await unpack(path, { to: `${folder}/a`, maxBytes: 100 });
    expect(await Deno.readTextFile(`${folder}/a`)).toBe("one\ntwo\n");
    expect(isPacked(await Deno.readFile(`${folder}/a`))).toBe(false);
    expect(isPacked(new Uint8Array())).toBe(false);
  }));

test("unpack() refuses what is longer than it may be", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.gz`;
    await pack(path, "x".repeat(5000));
    await expect(unpack(path, { to: `${folder}/a`, maxBytes: 1000 })).rejects
      .toThrow(/a\.gz: has more than the 1000 bytes/);
  }));

/** Text of many lines that does not pack well, with characters of two bytes. */
const long = Array.from(
  { length: 5000 },
  (_, i) => `${i};${(i * 7919 % 10007) ** 2};ü\n`,
).join("");

test("unpack() gives what is before the end of a file that is cut off, and says in which line that is", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.gz`;
    const bytes = await pack(path, long);
    const options = { to: `${folder}/a`, maxBytes: 2 ** 20 };
    const lengths = Array.from(
      { length: 20 },
      (_, i) => Math.floor(bytes.length / 2) + i,
    );
    for (const length of [...lengths, bytes.length - 8, bytes.length - 1]) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      const line = await unpack(path, options);
      const text = await Deno.readTextFile(options.to);
      expect(long.startsWith(text)).toBe(true);
      expect(text.length).toBeGreaterThan(long.length / 3);
      expect(line).toBe(text.split("\n").length);
    }
    expect(await Deno.readTextFile(options.to)).toBe(long);
    await Deno.writeFile(path, bytes);
    expect(await unpack(path, options)).toBe(null);
  }));

test("unpack() reads packed files that were put together", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.gz`;
    const [one, two] = [await pack(path, "one\n"), await pack(path, long)];
    const options = { to: `${folder}/a`, maxBytes: 2 ** 20 };
    await Deno.writeFile(path, new Uint8Array([...one, ...two]));
    expect(await unpack(path, options)).toBe(null);
    expect(await Deno.readTextFile(options.to)).toBe(`one\n${long}`);
    await expect(unpack(path, { ...options, maxBytes: 100 })).rejects
      .toThrow(/a\.gz: has more than the 100 bytes/);
  }));

test("unpack() refuses what is damaged, and what is cut off before there is anything", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.gz`;
    const bytes = await pack(path, long);
    const options = { to: `${folder}/a`, maxBytes: 2 ** 20 };
    await Deno.writeFile(path, bytes.subarray(0, 12));
    await expect(unpack(path, options)).rejects
      .toThrow(/^\S+a\.gz: is packed with gzip, and cut off before anything/);
    // The checksum, which is before the length of four bytes.
    const wrong = bytes.slice();
    wrong[bytes.length - 5] = wrong[bytes.length - 5]! ^ 1;
    await Deno.writeFile(path, wrong);
    await expect(unpack(path, options)).rejects
      .toThrow(/^\S+a\.gz: is packed with gzip, and damaged; fetch/);
  }));
