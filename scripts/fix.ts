/** deno task fix: repairs what a program can: format, lint, outputs of notebooks. */
import { Command } from "commander";
import { main, root } from "./_main.ts";
import { cleanNotebook, notebookPaths } from "./_notebooks.ts";

main(async () => {
  new Command("deno task fix")
    .description(
      "Format code and notebooks, fix lint, clear the outputs of notebooks.",
    )
    .exitOverride()
    .parse(["", "", ...Deno.args]);
  await Promise.all((await notebookPaths()).map(cleanNotebook));
  const linted = await runDeno("lint", "--fix", "--quiet");
  const formatted = await runDeno("fmt", "--quiet");
  return linted && formatted ? 0 : 1;
});

async function runDeno(...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
  }).spawn().status;
  return success;
}
