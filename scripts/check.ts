/** deno task check: checks types of code and notebooks, rooms, and that notebooks are formatted and without outputs. */
import { Command } from "commander";
import {
  checkNotebooks,
  findOutputs,
  readNotebook,
  stripNotebook,
} from "../src/notebook/mod.ts";
import { findBrokenRooms } from "./_rooms.ts";
import { main, paths, root } from "./_main.ts";

async function checkTypes(): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["check", "--quiet", "src/", "scripts/", "test/", "bench/"],
    cwd: root,
  }).spawn().status;
  return success;
}

async function notebookPaths(): Promise<string[]> {
  const found: string[] = [];
  for await (const { name } of Deno.readDir(paths.notebooks)) {
    if (name.endsWith(".ipynb")) found.push(`${paths.notebooks}/${name}`);
  }
  return found.sort();
}

async function strip(path: string): Promise<void> {
  const json = JSON.parse(await Deno.readTextFile(path));
  const bare = JSON.stringify(stripNotebook(json), null, 1) + "\n";
  await Deno.writeTextFile(path, await formatNotebook(bare));
}

/** Formats as `deno fmt` does, whose own `--check` reports every notebook that it has not just written. */
async function formatNotebook(text: string): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext=ipynb", "-"],
    cwd: root,
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  return new TextDecoder().decode((await child.output()).stdout);
}

async function findUnformatted(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(path);
  return await formatNotebook(text) === text
    ? []
    : [`${path}: is not formatted; run deno task check --strip`];
}

main(async () => {
  const program = new Command("deno task check")
    .description("Check types of code and notebooks, rooms, and outputs.")
    .option(
      "--strip",
      "first clear the outputs of the notebooks, and format them",
    )
    .exitOverride();
  program.parse(["", "", ...Deno.args]);
  const files = await notebookPaths();
  if (program.opts().strip) await Promise.all(files.map(strip));
  const typed = await checkTypes();
  const diagnostics = await checkNotebooks(
    await Promise.all(files.map(readNotebook)),
    { dir: paths.notebooks },
  );
  const problems = [
    ...await findBrokenRooms(`${root}src`),
    ...(await Promise.all(files.map(findOutputs))).flat(),
    ...(await Promise.all(files.map(findUnformatted))).flat(),
    ...diagnostics.map(({ notebook, cell, line, code, message }) =>
      notebook === ""
        ? `${message} (${code})`
        : `notebooks/${notebook}.ipynb: code cell ${cell}, line ${line}: ${message} (${code})`
    ),
  ];
  for (const problem of problems) console.error(problem.replace(root, ""));
  return typed && problems.length === 0 ? 0 : 1;
});
