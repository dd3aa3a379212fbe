/** deno task pack: makes the npm package of this tool, and the folder of its library for JSR. */
import { Command } from "commander";
import { dirname } from "node:path";
import config from "../deno.json" with { type: "json" };
import project from "../package.json" with { type: "json" };
import { toJsrFiles } from "./_jsr.ts";
import { jsonOption, main, paths, root, say } from "./_main.ts";
import {
  packageFiles,
  toJavaScriptNames,
  toPackageConfig,
  toPackageJson,
} from "./_package.ts";

main(async () => {
  const program = new Command("deno task pack")
    .description(
      "Make the npm package of this checkout, loadline-VERSION.tgz, and the folder jsr, which deno publish takes.",
    )
    .option("--out <folder>", "folder to write to", `${paths.work}/pack`)
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const { out } = program.opts();
  const folder = `${out}/package`;
  await makeEmpty(folder);
  const { compile, copy } = packageFiles(await listFiles());
  await runProgram(Deno.execPath(), [
    ...["transpile", "--quiet", "--outdir", folder, ...compile],
  ]);
  for await (const path of walk(folder)) {
    const text = await Deno.readTextFile(path);
    const changed = toJavaScriptNames(text);
    if (changed !== text) await Deno.writeTextFile(path, changed);
  }
  for (const file of copy) {
    await Deno.mkdir(dirname(`${folder}/${file}`), { recursive: true });
    await Deno.copyFile(`${root}${file}`, `${folder}/${file}`);
  }
  await writeJson(`${folder}/deno.json`, toPackageConfig(config));
  const deno = await Deno.readTextFile(`${root}.deno-version`);
  await writeJson(
    `${folder}/package.json`,
    toPackageJson(config, {
      packages: { ...project.dependencies, ...project.overrides },
      deno: deno.trim(),
    }),
  );
  await runProgram("npm", [
    ...["pack", "--silent", "--ignore-scripts", folder],
    ...["--pack-destination", out],
  ]);
  const file = `${out}/loadline-${config.version}.tgz`;
  const { size } = await Deno.stat(file);
  say(`wrote ${file}, ${(size / 1e6).toFixed(1)} MB`);
  const jsr = `${out}/jsr`;
  await writeJsrFolder(jsr);
  say(`wrote ${jsr}, for deno publish --allow-slow-types in it`);
  return {
    code: 0,
    result: { file, bytes: size, version: config.version, jsr },
  };
});

/** Writes the library as a folder for JSR. */
async function writeJsrFolder(folder: string): Promise<void> {
  await makeEmpty(folder);
  const files = await toJsrFiles(
    config,
    (path) => Deno.readTextFile(`${root}${path}`),
  );
  for (const [path, text] of files) {
    await Deno.mkdir(dirname(`${folder}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${folder}/${path}`, text);
  }
}

/** Makes an empty folder: what an earlier version had must not be in this one. */
async function makeEmpty(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
}

/** Folders and files of this checkout that the package may have parts of. */
const sources = [
  ...["bin", "examples", "scripts", "src"],
  ...["CHANGELOG.md", "LICENSE", "README.md"],
] as const;

/** Paths of their files, relative to this checkout. */
async function listFiles(): Promise<string[]> {
  const files: string[] = [];
  for (const name of sources) {
    for await (const path of walk(`${root}${name}`)) {
      files.push(path.slice(root.length));
    }
  }
  return files.sort();
}

/** Runs a program in this checkout and returns its output. Throws Error with its last line if it fails. */
async function runProgram(
  program: string,
  args: readonly string[],
): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, {
    args: [...args],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  if (success) return decoder.decode(stdout);
  const [line = ""] = decoder.decode(stderr).trim().split("\n").slice(-1);
  throw new Error(`Cannot pack as ${program} ${args[0]} failed: ${line}`);
}

/** Paths of the files in a folder, or of the file. */
async function* walk(path: string): AsyncGenerator<string> {
  if ((await Deno.stat(path)).isFile) return yield path;
  for await (const { name } of Deno.readDir(path)) {
    yield* walk(`${path}/${name}`);
  }
}

async function writeJson(path: string, value: object): Promise<void> {
  await Deno.writeTextFile(path, `${JSON.stringify(value, null, 2)}\n`);
}
