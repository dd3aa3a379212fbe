import { expect, test } from "vitest";
import {
  readEnvironment,
  readToolVersion,
} from "../../../src/lab/session/environment.ts";
import { findProgram } from "../../testing/programs.ts";
import { withTempFolder } from "../../testing/records.ts";

const testGit = test.skipIf(findProgram("git") === null);

async function git(folder: string, ...args: string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", {
    args: ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@t", ...args],
    stderr: "null",
  }).output();
  expect(success).toBe(true);
  return new TextDecoder().decode(stdout).trim();
}

/** A checkout with one commit of code and a record. */
async function commit(folder: string): Promise<string> {
  for (const name of ["src", "data"]) {
    await Deno.mkdir(`${folder}/${name}`);
    await Deno.writeTextFile(`${folder}/${name}/a`, "1");
  }
  await git(folder, "init", "--quiet");
  await git(folder, "add", ".");
  await git(folder, "commit", "--quiet", "--no-gpg-sign", "-m", "first");
  return await git(folder, "rev-parse", "HEAD");
}

testGit(
  "readToolVersion() adds the revision, and marks changed code (needs git)",
  () =>
    withTempFolder(async (folder) => {
      const hash = await commit(folder);
      const clean = await readToolVersion("0.1.0", folder);
      expect(clean).toMatch(/^0\.1\.0\+[0-9a-f]{7,}$/);
      expect(hash.startsWith(clean.slice("0.1.0+".length))).toBe(true);

      // A session writes records; they do not determine its behaviour.
      await Deno.writeTextFile(`${folder}/data/a`, "2");
      expect(await readToolVersion("0.1.0", `${folder}/`)).toBe(clean);

      await Deno.writeTextFile(`${folder}/src/b`, "new");
      expect(await readToolVersion("0.1.0", folder)).toBe(`${clean}-dirty`);
      await Deno.remove(`${folder}/src/b`);
      await Deno.writeTextFile(`${folder}/src/a`, "2");
      expect(await readToolVersion("0.1.0", folder)).toBe(`${clean}-dirty`);
    }),
);

testGit(
  "readToolVersion() ignores a checkout of a parent folder, or without commits (needs git)",
  () =>
    withTempFolder(async (folder) => {
      expect(await readToolVersion("0.1.0", folder)).toBe("0.1.0");
      await git(folder, "init", "--quiet");
      expect(await readToolVersion("0.1.0", folder)).toBe("0.1.0");
      await commit(folder);
      expect(await readToolVersion("0.1.0", `${folder}/src`)).toBe("0.1.0");
    }),
);

test("readToolVersion() returns the version alone without git", () =>
  withTempFolder(async (folder) => {
    const path = Deno.env.get("PATH") ?? "";
    Deno.env.set("PATH", folder);
    try {
      expect(await readToolVersion("0.1.0", folder)).toBe("0.1.0");
    } finally {
      Deno.env.set("PATH", path);
    }
  }));

test("readEnvironment() returns the same environment each time", async () => {
  const environment = await readEnvironment();
  expect(environment).toMatchObject({
    os: Deno.build.os,
    cores: navigator.hardwareConcurrency,
    deno: Deno.version.deno,
  });
  expect(await readEnvironment()).toEqual(environment);
});
