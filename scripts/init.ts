/** deno task init: writes a project for load tests into a folder. */
import { Command } from "commander";
import { dirname, resolve } from "node:path";
import { exists } from "../src/record/disk/if_there.ts";
import { jsonOption, main, paths, printable, say } from "./_main.ts";
import { workspaceFiles } from "./_workspace.ts";

main(async () => {
  const program = new Command("deno task init")
    .description(
      "Write a project for load tests: an experiment on a small service, a notebook, a test, a workflow. Files that exist are left as they are.",
    )
    .argument("[folder]", "folder of the project", ".")
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const [name = "."] = program.args;
  const folder = resolve(name);
  const files = await workspaceFiles(`${paths.tool}examples/workspace`);
  const results: { readonly path: string; readonly written: boolean }[] = [];
  for (const [path, text] of files) {
    const file = `${folder}/${path}`;
    const isThere = await exists(file);
    if (!isThere) {
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeTextFile(file, text);
    }
    results.push({ path, written: !isThere });
    say(printable(`${isThere ? "kept " : "wrote"} ${path}`));
  }
  say("next: npm install");
  say("next: npx loadline run experiments/hello.ts/quick");
  return { code: 0, result: { folder, files: results } };
});
