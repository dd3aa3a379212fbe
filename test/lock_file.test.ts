/** Nothing of ours resolves a package outside the lock file: a newer version may need one that does not exist. */
import { expect, test } from "vitest";
import { packageFreeProgram } from "../src/lab/processes/package_free_program.ts";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

test.each(["deno.json", "optional/danfo/deno.json"])(
  "%s has a frozen lock file",
  (path) => {
    const { lock } = JSON.parse(Deno.readTextFileSync(root + path));
    expect(lock).toEqual({ path: "deno.lock", frozen: true });
  },
);

test("no code of ours runs without the lock file but programs that can import no package", () => {
  const files = ["src", "scripts", "bench", "test"].flatMap((folder) =>
    filesOf(folder)
  ).filter((path) => Deno.readTextFileSync(root + path).includes("--no-lock"));
  expect(files).toEqual([
    "src/lab/processes/package_free_program.ts",
    "test/lock_file.test.ts",
  ]);
  expect(packageFreeProgram()).toEqual(
    expect.arrayContaining(["--no-npm", "--no-remote"]),
  );
});

function filesOf(folder: string): string[] {
  return [...Deno.readDirSync(root + folder)].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      return isDirectory ? filesOf(path) : name.endsWith(".ts") ? [path] : [];
    },
  );
}
