import { expect, test } from "vitest";
import {
  findProject,
  TOOL,
  toPackages,
} from "../../../src/jupyter/sandbox/project.ts";
import { withTempFolder } from "../../testing/records.ts";

test("findProject() returns the nearest folder upward with a deno.json, or the folder itself", () =>
  withTempFolder(async (folder) => {
    await Deno.mkdir(`${folder}/shop/notebooks/old`, { recursive: true });
    expect(findProject(`${folder}/shop/notebooks`)).toBe(
      `${folder}/shop/notebooks/`,
    );
    await Deno.writeTextFile(`${folder}/shop/deno.json`, "{}");
    for (const below of ["", "/notebooks", "/notebooks/old"]) {
      expect(findProject(`${folder}/shop${below}`)).toBe(`${folder}/shop/`);
    }
    expect(findProject("/")).toBe("/");
  }));

test("in its own checkout the tool is the project", () => {
  expect(findProject(`${TOOL}src/jupyter`)).toBe(TOOL);
  expect(toPackages(TOOL)).toBe(TOOL);
});

test("toPackages() returns the outermost node_modules", () => {
  expect(toPackages("/home/shop/node_modules/loadline/")).toBe(
    "/home/shop/node_modules/",
  );
  expect(toPackages("/s/node_modules/.pnpm/l@1/node_modules/loadline/"))
    .toBe("/s/node_modules/");
});
