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

test("unpack() refuses what is cut off", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.gz`;
    const bytes = await pack(path, "x".repeat(5000));
    await Deno.writeFile(path, bytes.subarray(0, 20));
    await expect(unpack(path, { to: `${folder}/a`, maxBytes: 9000 })).rejects
      .toThrow(/is packed with gzip, and damaged or cut off/);
  }));
