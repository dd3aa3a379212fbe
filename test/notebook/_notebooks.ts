/** Makes small notebooks for tests, and finds processes that they leave. */
import type { Cell, Notebook } from "../../src/notebook/mod.ts";

/** Makes a notebook of code cells; a cell is its source, or source and tags. */
export function toNotebook(
  cells: readonly (string | readonly [source: string, ...tags: string[]])[],
  name = "small",
): Notebook {
  return {
    name,
    title: name,
    byDefault: true,
    requires: [],
    family: "",
    cells: cells.map((cell, index): Cell => {
      const [source, ...tags] = typeof cell === "string" ? [cell] : cell;
      return { id: `cell-${index + 1}`, kind: "code", source, tags };
    }),
  };
}

/** Makes a folder inside the project, so that its import map applies; removed at the end of the scope. */
export async function makeProjectFolder(): Promise<
  AsyncDisposable & { path: string }
> {
  const work = new URL("../../.loadline", import.meta.url).pathname;
  await Deno.mkdir(work, { recursive: true });
  const path = await Deno.makeTempDir({ dir: work, prefix: "test-" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** Returns the IDs of running processes whose environment contains this text. */
export async function findProcesses(mark: string): Promise<number[]> {
  const found: number[] = [];
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const environment = await Deno.readTextFile(`/proc/${name}/environ`);
      if (environment.includes(mark)) found.push(Number(name));
    } catch {
      // The process has ended.
    }
  }
  return found;
}

/** Waits until there is no such process, up to a timeout; returns those that are left. */
export async function waitForNone(
  mark: string,
  seconds: number,
): Promise<number[]> {
  const end = performance.now() + seconds * 1000;
  while (true) {
    const left = await findProcesses(mark);
    if (left.length === 0 || performance.now() > end) return left;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
