/** deno task check: types of code and notebooks, layers, and that no notebook is committed with outputs. */
import {
  checkNotebooks,
  findOutputs,
  readNotebook,
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

main(async () => {
  const files = await notebookPaths();
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
