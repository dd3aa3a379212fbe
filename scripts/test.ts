/**
 * deno task test, deno task test:fast: runs vitest, in the version that deno.json imports, with these arguments.
 *
 * The fast tests may neither start a program nor use the network, so that none of them can wait for one.
 */
import config from "../deno.json" with { type: "json" };
import { main, root } from "./_main.ts";

const pure = ["--allow-read", "--allow-write", "--allow-env", "--allow-sys", "--allow-ffi"];

main(async () => {
  const [tier, ...args] = Deno.args;
  const fast = tier === "--fast";
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      ...fast ? pure : ["-A"],
      config.imports.vitest,
      "run",
      ...fast ? ["--project", "fast", ...args] : Deno.args,
    ],
    cwd: root,
    env: { TZ: "UTC" },
  }).spawn().status;
  return code;
});
