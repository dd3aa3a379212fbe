import { expect, test } from "vitest";
import { findBrokenRooms } from "../../scripts/_rooms.ts";
import { withTempFolder } from "../testing/records.ts";

/** Finds broken rooms in a source folder of these files. */
function broken(files: Readonly<Record<string, string>>): Promise<string[]> {
  return withTempFolder(async (folder) => {
    for (const [path, text] of Object.entries(files)) {
      const room = path.split("/").slice(0, -1).join("/");
      await Deno.mkdir(`${folder}/src/${room}`, { recursive: true });
      await Deno.writeTextFile(`${folder}/src/${path}`, text);
    }
    return await findBrokenRooms(`${folder}/src`);
  });
}

test("findBrokenRooms() finds nothing in this project", async () => {
  const src = decodeURIComponent(
    new URL("../../src", import.meta.url).pathname,
  );
  expect(await findBrokenRooms(src)).toEqual([]);
});

test("findBrokenRooms() names imports upward, between sub-rooms, and from nowhere", async () => {
  expect(
    await broken({
      "record/up.ts": 'import { a } from "../store/mod.ts";',
      "store/down.ts": 'import { a } from "../record/mod.ts";',
      "store/mod.ts": "",
      "record/mod.ts": "",
      "store/side.ts": 'import { a } from "../ingest/source/mod.ts";',
      "ingest/source/mod.ts": "",
      "lab/timing/sub.ts": 'import type { a } from "../load/mod.ts";',
      "lab/load/mod.ts": "",
      "analysis/series/outside.ts": 'import a from "../../../deno.json";',
      "analysis/series/unknown.ts":
        'import {\n  a,\n} from "../../helpers/mod.ts";',
      "helpers/mod.ts": "",
    }),
  ).toEqual([
    expect.stringMatching(/^analysis\/series\/unknown\.ts: .*no room/),
    expect.stringMatching(/^helpers\/mod\.ts: 'helpers' is no room/),
    expect.stringMatching(/^lab\/timing\/sub\.ts: .*lab\/load\/mod\.ts/),
    expect.stringMatching(/^record\/up\.ts: .*store\/mod\.ts/),
    expect.stringMatching(/^store\/side\.ts: .*not below/),
  ]);
});

test("findBrokenRooms() finds circles of files inside a room, of types too", async () => {
  expect(
    await broken({
      "record/a.ts": 'import { b } from "./b.ts";',
      "record/b.ts": 'import type { C } from "./c.ts";',
      "record/c.ts": 'export * from "./a.ts";',
      "record/d.ts": 'import { a } from "./a.ts";',
    }),
  ).toEqual([
    "record/a.ts -> record/b.ts -> record/c.ts -> record/a.ts: a circle",
  ]);
});

test("findBrokenRooms() names a room of more than twenty files", async () => {
  const files = Array.from({ length: 21 }, (_, index) => [
    `record/file_${index}.ts`,
    "",
  ]);
  expect(await broken(Object.fromEntries(files))).toEqual([
    "record: has 21 files, at most 20 are allowed; split it",
  ]);
});
