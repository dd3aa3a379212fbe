/** deno task test, deno task test:fast: runs vitest, in the version that deno.json imports, with these arguments. */
import config from "../deno.json" with { type: "json" };
import { isHome, main, root } from "./_main.ts";

main(async () => {
  const [tier, ...rest] = Deno.args;
  const args = tier === "--fast" ? ["--project", "fast", ...rest] : Deno.args;
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      isHome ? config.imports.vitest : "npm:vitest",
      "run",
      ...args,
    ],
    cwd: root,
    env: { TZ: "UTC" },
  }).spawn().status;
  return code;
});
