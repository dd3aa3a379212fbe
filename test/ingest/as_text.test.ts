import { expect, test } from "vitest";
import { withText } from "../../src/ingest/as_text.ts";
import { importers, recognise } from "../../src/ingest/mod.ts";
import { withTempFolder } from "../testing/records.ts";

const binary = "test/testdata/ingest/gatling/binary.log";

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

test("withText() opens text where it is", async () => {
  const path = "test/testdata/ingest/gatling/layout_2-000.log";
  expect(await withText(path, (file) => file.path)).toBe(path);
});
