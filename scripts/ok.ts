/** deno task ok: the gate. Every step runs, so that one failure does not hide another. */
// deno-lint-ignore-file no-console -- a script prints
import { Command } from "commander";
import { main, root } from "./_main.ts";

const steps: readonly (readonly [string, readonly string[]])[] = [
  ["fmt", ["fmt", "--check", "--quiet"]],
  ["lint", ["lint", "--quiet"]],
  ["check", ["task", "--quiet", "check"]],
  ["test", ["task", "--quiet", "test"]],
];

main(async () => {
  new Command("deno task ok")
    .description("The gate: format, lint, types, rooms, tests.")
    .exitOverride()
    .parse(["", "", ...Deno.args]);
  const failed: string[] = [];
  for (const [name, args] of steps) {
    console.log(`ok: ${name}`);
    const { success } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: root,
    }).spawn().status;
    if (!success) failed.push(name);
  }
  console.log(failed.length > 0 ? `ok: failed ${failed.join(", ")}` : "ok");
  return failed.length > 0 ? 1 : 0;
});
