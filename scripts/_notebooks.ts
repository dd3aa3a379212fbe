/** Finds and formats the notebooks of the project. */
import { stripNotebook } from "../src/notebook/mod.ts";
import { ifThere } from "../src/record/disk/if_there.ts";
import { paths, root } from "./_main.ts";

/** Lists the paths of all notebooks, sorted; none if their folder does not exist. */
export async function notebookPaths(): Promise<string[]> {
  const entries = await ifThere(
    Array.fromAsync(Deno.readDir(paths.notebooks)),
  ) ?? [];
  return entries.filter(({ name }) => name.endsWith(".ipynb"))
    .map(({ name }) => `${paths.notebooks}/${name}`).toSorted();
}

/** Formats as `deno fmt` does, whose own `--check` reports every notebook that it has not just written. */
export async function formatNotebook(text: string): Promise<string> {
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

/** Clears the outputs of a notebook, and formats it. */
export async function cleanNotebook(path: string): Promise<void> {
  const json = JSON.parse(await Deno.readTextFile(path));
  const bare = JSON.stringify(stripNotebook(json), null, 1) + "\n";
  await Deno.writeTextFile(path, await formatNotebook(bare));
}
