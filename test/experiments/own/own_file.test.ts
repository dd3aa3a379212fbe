import { expect, test } from "vitest";
import {
  ownFilesIn,
  readOwnFile,
  requirePreset,
  toOwnFileName,
} from "../../../src/experiments/own/own_file.ts";
import { UsageError } from "../../../src/record/mod.ts";
import { withTempFolder } from "../../testing/records.ts";

const entry = new URL("../../../src/experiments/own/mod.ts", import.meta.url);

const right = `
import { experiment, processSystem } from ${JSON.stringify(entry.href)};
const shop = processSystem({
  name: "shop", title: "a shop", command: ["shop", "{port}"], ready: { tcp: true },
});
export default experiment({
  name: "checkout",
  question: "How fast is the shop?",
  systems: [shop],
  scenario: { journeys: [{ name: "look", steps: [{ name: "list", path: "/" }] }] },
  presets: { quick: { title: "Quick" } },
});
`;

/** Reads a file with this text. */
function read(text: string, name = "checkout.ts") {
  return withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/${name}`, text);
    return await readOwnFile(`${folder}/${name}`);
  });
}

test.each([
  ["experiments/checkout.ts/quick", "experiments/checkout.ts", "quick"],
  ["checkout.ts", "checkout.ts", ""],
  ["./a b/c.mjs/x", "./a b/c.mjs", "x"],
])("toOwnFileName() splits '%s'", (name, path, preset) => {
  expect(toOwnFileName(name)).toEqual({ path, preset });
});

test.each(["cluster-scale/quick", "cluster-scale", "a.tsx/quick", ".ts"])(
  "toOwnFileName() is null for '%s'",
  (name) => expect(toOwnFileName(name)).toBeNull(),
);

test("readOwnFile() returns the experiment that a file exports", async () => {
  const { experiment, systems } = await read(right);
  expect([experiment.name, systems.map(({ name }) => name)]).toEqual([
    "checkout",
    ["shop"],
  ]);
});

test.each([
  [
    right.replace("export default", "export const x ="),
    "has no default export",
  ],
  [
    "export default 7;",
    "checkout.ts: Cannot use its default export as it must be an object",
  ],
  [
    right.replace('path: "/"', 'path: "x"'),
    "checkout.ts: Cannot use the experiment 'checkout' as scenario.journeys[0].steps[0].path must begin with /",
  ],
  [
    "throw new RangeError('no shop');",
    "as its code throws RangeError: no shop",
  ],
  ["throw 'no shop';", "as its code throws Error: no shop"],
])("readOwnFile() names the file and what is wrong", async (text, reason) => {
  await expect(read(text)).rejects.toThrow(UsageError);
  await expect(read(text)).rejects.toThrow(reason);
});

test("readOwnFile() names the nearest file for one that is not there", () =>
  withTempFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/checkout.ts`, right);
    await expect(readOwnFile(`${folder}/chekcout.ts`)).rejects.toThrow(
      "as there is no such file: the nearest is checkout.ts",
    );
    await expect(readOwnFile(`${folder}/none/checkout.ts`)).rejects.toThrow(
      UsageError,
    );
  }));

test("requirePreset() names all presets for none, and for one that is not there", async () => {
  const runnable = await read(right);
  const path = "a/checkout.ts";
  expect(requirePreset({ path, preset: "quick" }, runnable)).toBe("quick");
  for (const preset of ["", "quik"]) {
    expect(() => requirePreset({ path, preset }, runnable)).toThrow(
      "a/checkout.ts/quick; it must be one of quick",
    );
  }
});

test("ownFilesIn() finds modules, and neither tests nor helpers", () =>
  withTempFolder(async (folder) => {
    for (
      const name of ["b.ts", "a.mts", "_help.ts", "b.test.ts", "c_test.ts"]
        .concat("readme.md", ".hidden.ts")
    ) await Deno.writeTextFile(`${folder}/${name}`, "");
    expect(await ownFilesIn(folder)).toEqual(["a.mts", "b.ts"]);
    expect(await ownFilesIn(`${folder}/none`)).toEqual([]);
  }));
