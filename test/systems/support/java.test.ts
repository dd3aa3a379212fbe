/** Finding the jars of a tool. */
import { afterEach, expect, test } from "vitest";
import {
  checkJars,
  describeJars,
  findJava,
} from "../../../src/systems/support/java.ts";

const tool = { name: "mill", title: "Mill", jar: /^mill-\d/ };

afterEach(() => Deno.env.delete("LOADLINE_MILL"));

test("a setting must name a folder with the tool's jar", () => {
  const folder = Deno.makeTempDirSync();
  expect(() => checkJars(tool, folder)).toThrow("jars of Mill are not in");
  Deno.writeTextFileSync(`${folder}/mill-1.jar`, "");
  checkJars(tool, folder);
  checkJars(tool, "");
});

test("without a folder the remedy is told", () => {
  expect(() => findJava(tool, "")).toThrow(
    "LOADLINE_MILL names no folder with them: bash scripts/fetch_jars.sh mill",
  );
  Deno.env.set("LOADLINE_MILL", "/nowhere");
  expect(() => findJava(tool, "")).toThrow("names no folder");
  expect(describeJars(tool)).toContain("LOADLINE_MILL");
});
