import { expect, test } from "vitest";
import { findBrokenLayers } from "../../scripts/_layers.ts";
import { withTempFolder } from "../testing/records.ts";

test("findBrokenLayers() finds none in this project", async () => {
  const src = decodeURIComponent(
    new URL("../../src", import.meta.url).pathname,
  );
  expect(await findBrokenLayers(src)).toEqual([]);
});

test("findBrokenLayers() names imports upward, sideways and from nowhere", () =>
  withTempFolder(async (folder) => {
    const files = {
      "record/up.ts": 'import { a } from "../store/mod.ts";',
      "store/sideways.ts": 'export * from "../ingest/mod.ts";',
      "store/down.ts": 'import { a } from "../record/mod.ts";',
      "store/own.ts": 'import { a } from "./mod.ts";',
      "analysis/outside.ts": 'import a from "../../deno.json";',
      "analysis/unknown.ts": 'import {\n  a,\n} from "../helpers/mod.ts";',
      "helpers/mod.ts": "",
    };
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${folder}/src/${path.split("/")[0]}`, {
        recursive: true,
      });
      await Deno.writeTextFile(`${folder}/src/${path}`, text);
    }
    const broken = await findBrokenLayers(`${folder}/src`);
    expect(broken.map((line) => line.slice(`${folder}/src/`.length)))
      .toEqual([
        expect.stringMatching(/^analysis\/unknown\.ts: .*helpers\/mod\.ts/),
        expect.stringMatching(/^helpers\/mod\.ts: 'helpers' has no floor/),
        expect.stringMatching(/^record\/up\.ts: .*store\/mod\.ts/),
        expect.stringMatching(/^store\/sideways\.ts: .*ingest\/mod\.ts/),
      ]);
  }));
