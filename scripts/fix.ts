/** deno task fix: repairs what a program can: format, lint, outputs of notebooks. */
import { Command } from "commander";
import { codeFolders } from "./_code_folders.ts";
import { isHome, jsonOption, main } from "./_main.ts";
import { cleanNotebook, notebookPaths } from "./_notebooks.ts";
import { runDeno } from "./_run_deno.ts";

main(async () => {
  new Command("deno task fix")
    .description(
      "Format code and notebooks, fix lint, clear the outputs of notebooks.",
    )
    .option(...jsonOption)
    .exitOverride()
    .parse(["", "", ...Deno.args]);
  await Promise.all((await notebookPaths()).map(cleanNotebook));
  const folders = isHome ? [] : await codeFolders();
  if (!isHome && folders.length === 0) {
    return { code: 0, result: { linted: true, formatted: true } };
  }
  const linted = await runDeno("lint", "--fix", "--quiet", ...folders);
  const formatted = await runDeno("fmt", "--quiet", ...folders);
  return { code: linted && formatted ? 0 : 1, result: { linted, formatted } };
});
