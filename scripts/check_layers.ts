/** Imports point only downward: a file imports from its own folder or from a lower floor. Part of `deno task check`. */
import { main, root } from "./_main.ts";

const floors: Readonly<Record<string, number>> = {
  record: 1,
  statistics: 1,
  notebook: 1,
  store: 2,
  ingest: 2,
  figures: 2,
  lab: 2,
  report: 2,
  analysis: 3,
  systems: 3,
  publish: 3,
  experiments: 4,
  "mod.ts": 4,
};

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

function roomOf(path: string): string {
  return path.slice(`${root}src/`.length).split("/")[0] ?? "";
}

main(async () => {
  const broken: string[] = [];
  for await (const path of sources(`${root}src`)) {
    const text = await Deno.readTextFile(path);
    const own = roomOf(path);
    if (floors[own] === undefined) {
      broken.push(`${path}: no floor for '${own}'`);
    }
    for (const [, target] of text.matchAll(/from "(\.[^"]+)"/g)) {
      const room = roomOf(new URL(target ?? "", `file://${path}`).pathname);
      if (room !== own && !((floors[room] ?? 9) < (floors[own] ?? 0))) {
        broken.push(
          `${path}: imports ${target}, which is not on a lower floor`,
        );
      }
    }
  }
  for (const line of broken.sort()) console.error(line.replace(root, ""));
  return broken.length > 0 ? 1 : 0;
});
