/** deno task kernel */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { installKernelspec } from "../src/notebook/mod.ts";
import { main } from "./_main.ts";

main(async () => {
  const program = new Command("deno task kernel")
    .description("Install the Jupyter kernel that the notebooks run on.")
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const folder = await installKernelspec();
  console.log(`installed ${folder}`);
  console.log("next: jupyter lab notebooks/");
  return 0;
});
