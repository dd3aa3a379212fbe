/** Imports point only downward: a file imports from its own folder or from a lower floor. */

const floors: Readonly<Record<string, number>> = {
  record: 1,
  statistics: 1,
  notebook: 1,
  store: 2,
  ingest: 2,
  figures: 2,
  report: 2,
  lab: 2,
  analysis: 3,
  publish: 3,
  systems: 3,
  experiments: 4,
  "mod.ts": 4,
};

/** Imports under `src` that do not point downward, a line each. */
export async function findBrokenLayers(src: string): Promise<string[]> {
  const broken: string[] = [];
  for await (const path of sources(src)) {
    const own = roomOf(path, src);
    const floor = floors[own];
    if (floor === undefined) {
      broken.push(`${path}: '${own}' has no floor; give it one in _layers.ts`);
      continue;
    }
    const text = await Deno.readTextFile(path);
    for (
      const [, target = ""] of text.matchAll(
        /\b(?:from|import)\s*\(?"(\.[^"]+)"/g,
      )
    ) {
      const resolved = new URL(target, `file://${path}`).pathname;
      // Files outside src, such as deno.json, stand below every floor.
      if (!resolved.startsWith(`${src}/`)) continue;
      const room = roomOf(resolved, src);
      if (room !== own && !((floors[room] ?? Infinity) < floor)) {
        broken.push(`${path}: imports ${target}, which is on no lower floor`);
      }
    }
  }
  return broken.sort();
}

async function* sources(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    if (isDirectory) yield* sources(`${folder}/${name}`);
    else if (name.endsWith(".ts")) yield `${folder}/${name}`;
  }
}

function roomOf(path: string, src: string): string {
  return path.slice(src.length + 1).split("/")[0] ?? "";
}
