/** deno task check: types of code and notebooks, layers, and that no notebook is committed with outputs. */
import { Command } from "commander";
import {
  checkNotebooks,
  findOutputs,
  readNotebook,
  stripNotebook,
} from "../src/notebook/mod.ts";
import { findBrokenLayers } from "./_layers.ts";
import { main, paths, root } from "./_main.ts";

async function checkTypes(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "src/", "scripts/", "test/", "bench/"],
    cwd: root,
  }).spawn().status;
  return success;
}

async function notebookPaths(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(paths.notebooks)) {
    if (name.endsWith(".ipynb")) found.push(`${paths.notebooks}/${name}`);
  }
  return found.sort();
}

async function strip(path: string): Promise<void> {
  const json = JSON.parse(await Deno.readTextFile(path));
  await Deno.writeTextFile(
    path,
    JSON.stringify(stripNotebook(json), null, 1) + "\n",
  );
}

main(async () => {
  const program = new Command("deno task check")
    .description("Check types of code and notebooks, layers, and outputs.")
    .option("--strip", "first clear the outputs of the notebooks")
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const files = await notebookPaths();
  if (program.opts().strip) await Promise.all(files.map(strip));
  const typed = await checkTypes();
  const diagnostics = await checkNotebooks(
    await Promise.all(files.map(readNotebook)),
    { dir: paths.notebooks },
  );
  const problems = [
    ...await findBrokenLayers(`${root}src`),
    ...(await Promise.all(files.map(findOutputs))).flat(),
    ...diagnostics.map(({ notebook, cell, line, code, message }) =>
      `notebooks/${notebook}.ipynb: code cell ${cell}, line ${line}: ${message} (${code})`
    ),
  ];
  for (const problem of problems) console.error(problem.replace(root, ""));
  return typed && problems.length === 0 ? 0 : 1;
});
