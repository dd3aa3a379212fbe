/** deno task init: writes a project for load tests into a folder. */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { dirname, resolve } from "node:path";
import { exists } from "../src/record/disk/if_there.ts";
import { main, paths, printable } from "./_main.ts";
import { workspaceFiles } from "./_workspace.ts";

main(async () => {
  const program = new Command("deno task init")
    .description(
      "Write a project for load tests: an experiment on a small service, a notebook, a test, a workflow. Files that are there are left as they are.",
    )
    .argument("[folder]", "folder of the project", ".")
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const [name = "."] = program.args;
  const folder = resolve(name);
  const files = await workspaceFiles(`${paths.tool}examples/workspace`);
  for (const [path, text] of files) {
    const file = `${folder}/${path}`;
    const isThere = await exists(file);
    if (!isThere) {
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeTextFile(file, text);
    }
    console.log(printable(`${isThere ? "kept " : "wrote"} ${path}`));
  }
  console.log("next: npm install");
  console.log("next: npx loadline run experiments/hello.ts/quick");
  return 0;
});
