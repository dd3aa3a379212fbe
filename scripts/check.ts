/** deno task check: checks types of code and notebooks, rooms, and that notebooks are formatted and without outputs. */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import {
  checkNotebooks,
  findOutputs,
  readNotebook,
} from "../src/notebook/mod.ts";
import { codeFolders } from "./_code_folders.ts";
import { isHome, jsonOption, main, paths, root } from "./_main.ts";
import { runDeno } from "./_run_deno.ts";
import { formatNotebook, notebookPaths } from "./_notebooks.ts";
import { findBrokenRooms } from "./_rooms.ts";

async function checkTypes(): Promise<boolean> {
  const folders = await codeFolders();
  if (folders.length === 0) return true;
  return await runDeno("check", "--quiet", ...folders);
}

async function findUnformatted(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(path);
  return await formatNotebook(text) === text
    ? []
    : [`${path}: is not formatted; run deno task fix`];
}

main(async () => {
  new Command("deno task check")
    .description(
      "Check types of code and notebooks, the order of rooms, and that notebooks have no outputs.",
    )
    .option(...jsonOption)
    .exitOverride()
    .parse(["", "", ...Deno.args]);
  const files = await notebookPaths();
  const typed = await checkTypes();
  const diagnostics = files.length === 0 ? [] : await checkNotebooks(
    await Promise.all(files.map(readNotebook)),
    { dir: paths.notebooks },
  );
  const problems = [
    ...(isHome ? await findBrokenRooms(`${root}src`) : []),
    ...(await Promise.all(files.map(findOutputs))).flat(),
    ...(await Promise.all(files.map(findUnformatted))).flat(),
    ...diagnostics.map(({ notebook, cell, line, code, message }) =>
      notebook === ""
        ? `${message} (${code})`
        : `notebooks/${notebook}.ipynb: code cell ${cell}, line ${line}: ${message} (${code})`
    ),
  ];
  const found = problems.map((problem) => problem.replace(root, ""));
  for (const problem of found) console.error(problem);
  return {
    code: typed && found.length === 0 ? 0 : 1,
    result: { typed, problems: found },
  };
});
