/** Renders reports, and compares them with a folder or writes them there. */
import { renderHtml, renderMarkdown, type Report } from "../report/mod.ts";
import { ifThere, readTextIfThere } from "../record/disk/if_there.ts";

/** Files of reports by path relative to their folder. */
export type Files = ReadonlyMap<string, string>;

/** Renders the files of one report: HTML, Markdown, and its figures. */
export function renderReport(report: Report): Files {
  const { text, files } = renderMarkdown(report);
  return new Map([
    [`${report.name}.md`, text],
    [`${report.name}.html`, renderHtml(report)],
    ...files,
  ]);
}

/**
 * Finds paths in `folder` that differ from `files`, and figures there that no longer belong to one of the named
 * reports.
 */
export async function findChanges(
  folder: string,
  files: Files,
  names: readonly string[],
): Promise<{ changed: string[]; stale: string[] }> {
  const changed: string[] = [];
  for (const [path, text] of files) {
    if (await readTextIfThere(`${folder}/${path}`) !== text) changed.push(path);
  }
  const stale: string[] = [];
  for (const name of names) {
    for (const file of await list(`${folder}/figures/${name}`)) {
      const path = `figures/${name}/${file}`;
      if (!files.has(path)) stale.push(path);
    }
  }
  return { changed, stale };
}

/** Writes changed files and removes stale figures. */
export async function writeChanges(
  folder: string,
  files: Files,
  { changed, stale }: { changed: readonly string[]; stale: readonly string[] },
): Promise<void> {
  for (const path of changed) {
    const target = `${folder}/${path}`;
    await Deno.mkdir(target.replace(/[^/]*$/, ""), { recursive: true });
    await Deno.writeTextFile(target, files.get(path) ?? "");
  }
  for (const path of stale) await Deno.remove(`${folder}/${path}`);
}

async function list(folder: string): Promise<string[]> {
  const entries = await ifThere(Array.fromAsync(Deno.readDir(folder))) ?? [];
  return entries.map(({ name }) => name).sort();
}
