/** deno task kernel */
import { Command } from "commander";
import { installKernelspec } from "../src/notebook/mod.ts";
import { jsonOption, main, say } from "./_main.ts";

main(async () => {
  const program = new Command("deno task kernel")
    .description("Install the Jupyter kernel that the notebooks run on.")
    .option(...jsonOption)
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const folder = await installKernelspec();
  say(`installed ${folder}`);
  say("next: jupyter lab notebooks/");
  return { code: 0, result: { folder } };
});
