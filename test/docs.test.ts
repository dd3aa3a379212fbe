/** What the documents say about the tree holds: their links and the paths that they name exist. */
import { expect, test } from "vitest";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);
const documents = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "CHANGELOG.md",
]
  .concat(
    [...Deno.readDirSync(`${root}docs`)].map(({ name }) => `docs/${name}`)
      .sort(),
  );

test.each(documents)("%s links to files that exist", (document) => {
  const links = [...read(document).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^(https?:|#)/.test(target));
  const folder = document.replace(/[^/]*$/, "");
  expect(links.filter((target) => !exists(folder + target.replace(/#.*/, ""))))
    .toEqual([]);
});

test.each(documents)(
  "%s names files, folders and tasks that exist",
  (document) => {
    const text = read(document);
    const paths = [
      ...text.matchAll(
        /`((?:src|test|scripts|docs|notebooks|examples)\/[\w./-]*)`/g,
      ),
    ]
      .map(([, path = ""]) => path);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
    const tasks = Object.keys(JSON.parse(read("deno.json")).tasks);
    const named = [...text.matchAll(/\bdeno task ([\w:-]*\w)/g)].map((
      [, name = ""],
    ) => name);
    expect(named.filter((name) => !tasks.includes(name))).toEqual([]);
  },
);

function read(path: string): string {
  return Deno.readTextFileSync(root + path);
}

function exists(path: string): boolean {
  try {
    Deno.statSync(root + path);
    return true;
  } catch {
    return false;
  }
}
