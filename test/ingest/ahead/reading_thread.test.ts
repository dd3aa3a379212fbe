import { expect, test } from "vitest";
import { ReadingThread } from "../../../src/ingest/ahead/reading_thread.ts";
import { withTempFolder } from "../../testing/records.ts";

/** Returns a module of JavaScript as an address. */
const toModule = (code: string) =>
  new URL(`data:application/javascript,${encodeURIComponent(code)}`);

test("a ReadingThread tells of files in the order in which it is asked", () =>
  withTempFolder(async (folder) => {
    const paths = ["a", "b", "c"].map((name) => `${folder}/${name}`);
    for (const path of paths) await Deno.writeTextFile(path, path);
    using thread = new ReadingThread();
    const found = await Promise.all([
      thread.read(paths.slice(1)),
      thread.read([`${folder}/missing`, paths[0]!]),
    ]);
    expect(found.map((texts) => texts.map((small) => small?.text ?? null)))
      .toEqual([paths.slice(1), [null, paths[0]]]);
  }));

test.each([
  ["cannot begin", 'throw new Error("no begin")'],
  [
    "fails at its second question",
    `let count = 0;
    self.onmessage = ({ data }) => {
      if (++count === 2) throw new Error("no second");
      self.postMessage(data.map((text) => ({ digest: "", text })));
    };`,
  ],
])(
  "a ReadingThread that %s tells of no file, and keeps nobody waiting",
  async (_, code) => {
    using thread = new ReadingThread(toModule(code));
    const asked = ["a", "b", "c"].map((path) => thread.read([path, path]));
    const [first, ...others] = await Promise.all(asked);
    const nothing = [null, null];
    // Deno may tell that a thread has ended before what it said.
    expect([nothing, ["a", "a"].map((text) => ({ digest: "", text }))])
      .toContainEqual(first);
    expect(others).toEqual([nothing, nothing]);
    expect(await thread.read(["d"])).toEqual([null]);
  },
);
