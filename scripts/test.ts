/** deno task test, deno task test:fast: runs vitest, in the version that deno.json imports, with these arguments. */
import config from "../deno.json" with { type: "json" };
import { isHome, isJson, main, root } from "./_main.ts";

main(async () => {
  const given = Deno.args.filter((argument) => argument !== "--json");
  const [tier, ...rest] = given;
  const args = tier === "--fast" ? ["--project", "fast", ...rest] : given;
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      isHome ? config.imports.vitest : "npm:vitest",
      "run",
      ...args,
      ...(isJson ? ["--reporter=json"] : []),
    ],
    cwd: root,
    env: { TZ: "UTC" },
    stdout: isJson ? "piped" : "inherit",
  }).spawn();
  if (!isJson) return (await child.status).code;
  const { code, stdout } = await child.output();
  return { code, result: toResults(new TextDecoder().decode(stdout)) };
});

/** Returns what vitest reports, in the form of Jest, behind what tests print; null without it. */
function toResults(text: string): unknown {
  const at = text.lastIndexOf('{"numTotalTestSuites"');
  return at < 0 ? null : JSON.parse(text.slice(at));
}
