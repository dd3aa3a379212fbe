/** deno task fix: repairs what a program can: format, lint, outputs of notebooks. */
import { Command } from "commander";
import { codeFolders } from "./_code_folders.ts";
import { isHome, main, root } from "./_main.ts";
import { cleanNotebook, notebookPaths } from "./_notebooks.ts";

main(async () => {
  new Command("deno task fix")
    .description(
      "Format code and notebooks, fix lint, clear the outputs of notebooks.",
    )
    .exitOverride()
    .parse(["", "", ...Deno.args]);
  await Promise.all((await notebookPaths()).map(cleanNotebook));
  const folders = isHome ? [] : await codeFolders();
  if (!isHome && folders.length === 0) return 0;
  const linted = await runDeno("lint", "--fix", "--quiet", ...folders);
  const formatted = await runDeno("fmt", "--quiet", ...folders);
  return linted && formatted ? 0 : 1;
});

async function runDeno(...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
  }).spawn().status;
  return success;
}
