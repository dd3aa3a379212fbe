import { expect, test } from "vitest";
import {
  defineTool,
  type ToolShape,
} from "../../../src/ingest/load_frame/define_tool.ts";
import { emptyPiece, readSource, toSource } from "../../../src/ingest/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

const tool = defineTool({
  format: "drum",
  title: "Drum",
  extensions: [".txt"],
  settings: { beat: "beats per minute" },
  shapes: ["long", "short"].map((word): ToolShape => ({
    title: `${word} text`,
    marks: `the word ${word}`,
    fits: ({ text }) => text.includes(word),
    isStreamed: word === "long",
    read: () => emptyPiece(word),
  })),
});

test("defineTool() reads a file as its first shape that fits", () => {
  const unitOf = (text: string) =>
    tool.read(toSource("a.txt", text), { experiment: "x", settings: {} });
  expect(unitOf("short and long")).toEqual(emptyPiece("long"));
  expect(unitOf("short")).toEqual(emptyPiece("short"));
});

test("defineTool() refuses a file of no shape, and says what it looked for", () => {
  const file = toSource("a.txt", "neither");
  expect(() => tool.read(file, { experiment: "x", settings: {} })).toThrow(
    "a.txt: holds no result of drum: looked for long text (the word long), short text (the word short); give a file that the tool wrote, from its beginning",
  );
});

test("defineTool() refuses a large file of a shape that is read as a whole", () =>
  withTempFolder(async (folder) => {
    const path = `${folder}/a.txt`;
    await Deno.writeTextFile(path, "short");
    const file = readSource(path);
    await Deno.truncate(path, 2 ** 28 + 1);
    expect(() => tool.read(file, { experiment: "x", settings: {} }))
      .toThrow(/a\.txt: has more than the 268435456 bytes/);
  }));

test("defineTool() knows the settings of every load tool beside its own", () => {
  expect(Object.keys(tool.settings)).toEqual([
    "system",
    "system_version",
    "workers",
    "rate",
    "duration",
    "beat",
  ]);
});
