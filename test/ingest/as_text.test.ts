import { expect, test } from "vitest";
import { toFileText, withText } from "../../src/ingest/as_text.ts";
import { importers, recognise } from "../../src/ingest/mod.ts";
import { withTempFolder } from "../testing/records.ts";

const binary = "test/testdata/ingest/gatling/binary.log";
const text = "test/testdata/ingest/gatling/layout_2-000.log";

test("withText() opens a binary log of Gatling, also a packed one, under its own name", () =>
  withTempFolder(async (folder) => {
    const packed = `${folder}/simulation.log.gz`;
    const stream = new Blob([await Deno.readFile(binary)]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    await Deno.writeFile(packed, stream);
    for (const path of [binary, packed]) {
      const found = await withText(path, (file) => ({
        name: file.name,
        format: recognise(file, importers).importer.format,
      }));
      expect(found).toEqual({ name: path, format: "gatling" });
    }
  }));

test("toFileText() says where a packed file is cut off, and in a binary log no line", () =>
  withTempFolder(async (folder) => {
    const cut = async (name: string, source: string) => {
      const path = `${folder}/${name}`;
      const stream = new Blob([await Deno.readFile(source)]).stream()
        .pipeThrough(new CompressionStream("gzip"));
      const packed = new Uint8Array(await new Response(stream).arrayBuffer());
      await Deno.writeFile(path, packed.subarray(0, packed.length - 20));
      const options = { folder: `${folder}/of-${name}`, maxBytes: 2 ** 20 };
      return (await toFileText(path, options)).cutAt;
    };
    expect(await cut("binary.log.gz", binary)).toBe("binary.log.gz");
    expect(await cut("text.log.gz", text)).toMatch(/^text\.log\.gz:\d+$/);
    const whole = await toFileText(text, { folder, maxBytes: 2 ** 20 });
    const content = await Deno.readFile(text);
    expect(whole).toEqual({ at: text, content, cutAt: null });
  }));

test("withText() opens text where it is", async () => {
  expect(await withText(text, (file) => file.path)).toBe(text);
});
