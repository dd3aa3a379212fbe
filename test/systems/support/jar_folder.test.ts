/** The folder of jars that the environment names. */
import { afterEach, expect, test } from "vitest";
import { jarFolder } from "../../../src/systems/support/jar_folder.ts";

const tool = { name: "mill", title: "Mill", jar: /^mill-\d/ };

afterEach(() => Deno.env.delete("LOADLINE_MILL"));

test("a folder counts only with the tool's jar", () => {
  expect(jarFolder(tool)).toBeNull();
  const folder = Deno.makeTempDirSync();
  Deno.env.set("LOADLINE_MILL", folder);
  expect(jarFolder(tool)).toBeNull();
  Deno.writeTextFileSync(`${folder}/mill-1.jar`, "");
  expect(jarFolder(tool)).toBe(folder);
});
