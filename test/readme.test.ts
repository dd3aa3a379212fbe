/** What README.md says holds: its commands run, its links lead somewhere. */
import { expect, test } from "vitest";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
const readme = Deno.readTextFileSync(`${root}README.md`);
const tasks = Object.keys(
  JSON.parse(Deno.readTextFileSync(`${root}deno.json`)).tasks,
);

const commands = [...readme.matchAll(/^```console\n(.*?)^```/gms)]
  .flatMap(([, block = ""]) => block.split("\n"))
  .filter((line) => line.startsWith("$ "))
  .map((line) => line.slice(2));

// The suite cannot call itself; that its task exists is checked with the others. The check of the committed reports
// comes before the command that would write them anew.
const runnable = commands
  .filter((command) => !/ task (test|test:fast|ok|fix)\b/.test(command))
  .sort((a, b) =>
    Number(b.includes("--check")) - Number(a.includes("--check"))
  );

test.each(runnable)("README.md: `%s` ends with code 0", async (command) => {
  const deno = `'${Deno.execPath().replaceAll("'", "'\\''")}'`;
  const { code, stderr } = await new Deno.Command("sh", {
    args: ["-c", command.replace(/^(npx -y )?deno /, `${deno} `)],
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  expect(code, new TextDecoder().decode(stderr)).toBe(0);
}, 600_000);

test("README.md explains every task", () => {
  const missing = tasks.filter((name) =>
    !readme.includes(`deno task ${name}\``) &&
    !readme.includes(`deno task ${name} `)
  );
  expect(missing).toEqual([]);
});

test("README.md names folders that exist", () => {
  const named = [...readme.matchAll(/`((?:\w+\/)+)`/g)]
    .map(([, path = ""]) => path);
  expect(named).toContain("reports/");
  expect(named.filter((path) => !exists(path))).toEqual([]);
});

test("README.md can be read at one sitting", () => {
  expect(readme.trimEnd().split("\n").length).toBeLessThanOrEqual(150);
});

function exists(path: string): boolean {
  try {
    Deno.statSync(`${root}${path}`);
    return true;
  } catch {
    return false;
  }
}
