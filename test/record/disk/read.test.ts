import { expect, test } from "vitest";
import { readBlocks } from "../../../src/record/disk/read.ts";
import { withTempFolder } from "../../testing/records.ts";

test("readBlocks() yields every byte of a file once, in order, whatever its length", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/file`;
    for (const length of [0, 1, 2 ** 14, 2 ** 14 + 1, 2 ** 20, 2 ** 21 + 7]) {
      const content = Uint8Array.from({ length }, (_, i) => i % 251);
      await Deno.writeFile(path, content);
      const found = new Uint8Array(length);
      let at = 0;
      for await (const block of readBlocks(path)) {
        found.set(block, at);
        at += block.length;
      }
      expect(at).toBe(length);
      expect(found.every((byte, i) => byte === content[i])).toBe(true);
    }
  }));

test("readBlocks() throws for a file that is not there", async () => {
  await expect(readBlocks("/no/such/file").next()).rejects.toThrow(
    Deno.errors.NotFound,
  );
});
