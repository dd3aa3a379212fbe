/** deno task ok: the gate. Every step runs, so that one failure does not hide another. */
import { Command } from "commander";
import { jsonOption, main, say } from "./_main.ts";
import { runDeno } from "./_run_deno.ts";

const steps: readonly (readonly [string, readonly string[]])[] = [
  ["fmt", ["fmt", "--check", "--quiet"]],
  ["lint", ["lint", "--quiet"]],
  ["check", ["task", "--quiet", "check"]],
  ["test", ["task", "--quiet", "test"]],
];

main(async () => {
  new Command("deno task ok")
    .description("The gate: format, lint, types, rooms, tests.")
    .option(...jsonOption)
    .exitOverride()
    .parse(["", "", ...Deno.args]);
  const failed: string[] = [];
  for (const [name, args] of steps) {
    say(`ok: ${name}`);
    if (!await runDeno(...args)) failed.push(name);
  }
  say(failed.length > 0 ? `ok: failed ${failed.join(", ")}` : "ok");
  const passed = steps.map(([name]) => ({
    name,
    passed: !failed.includes(name),
  }));
  return { code: failed.length > 0 ? 1 : 0, result: { steps: passed } };
});
