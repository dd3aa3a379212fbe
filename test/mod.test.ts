/** What `loadline` and its sub-entries export: documented, few enough to be read, and importable by a notebook. */
import { expect, test } from "vitest";
import { z } from "zod";
import { executeNotebook } from "../src/notebook/mod.ts";
import config from "../deno.json" with { type: "json" };
import { makeProjectFolder, toNotebook } from "./notebook/_notebooks.ts";

const root = decodeURIComponent(new URL("../", import.meta.url).pathname);

/** Entries that notebooks import: `loadline`, and those below it. */
const entries = Object.entries(config.imports).filter(([name]) =>
  /^loadline(\/|$)/.test(name)
);

/** More names than this cannot be found in one list; notebooks of answers, figures and tables use nine in ten of them. */
const MAX_NAMES = 170;

test.each(entries)("every name of %s has a docstring", async (name, path) => {
  const exported = await readExports(path);
  expect(
    [...exported].filter(([, documented]) => !documented).map(([name]) => name),
  ).toEqual([]);
  if (name === "loadline") expect(exported.size).toBeLessThanOrEqual(MAX_NAMES);
});

test("a notebook in its sandbox imports every entry", async () => {
  await using folder = await makeProjectFolder();
  const cells = entries.map(([name], index) =>
    `import * as entry${index} from "${name}";\nObject.keys(entry${index}).length > 5`
  );
  const { cells: executed, failure } = await executeNotebook(
    toNotebook(cells),
    { dir: folder.path },
  );
  expect(failure).toBeNull();
  for (const { outputs } of executed) {
    expect(JSON.stringify(outputs)).toContain("true");
  }
});

test("deno task docs writes a page for each name, offline", async () => {
  const { code, stderr } = await runDeno("task", "--quiet", "docs");
  expect([code, stderr]).toEqual([0, ""]);
  const folder = `${root}.loadline/docs`;
  const group = await Deno.readTextFile(`${folder}/api/recovery.ts/index.html`);
  expect(group).toContain("Faults and recovery");
  expect(await Deno.readTextFile(`${folder}/all_symbols.html`)).toContain(
    "openStore",
  );
});

const Exports = z.object({
  nodes: z.record(
    z.string(),
    z.object({
      symbols: z.array(z.object({
        name: z.string(),
        declarations: z.array(z.object({
          location: z.object({ filename: z.string() }),
          jsDoc: z.object({ doc: z.string().default("") }).default({ doc: "" }),
        })),
      })),
    }),
  ),
});

/** Exported names of an entry, each with whether it has a docstring. Packages describe their names themselves. */
async function readExports(entry: string): Promise<Map<string, boolean>> {
  const { stdout } = await runDeno("doc", "--quiet", "--json", entry);
  const { nodes } = Exports.parse(JSON.parse(stdout));
  return new Map(
    Object.values(nodes).flatMap(({ symbols }) =>
      symbols.map(({ name, declarations }) => [
        name,
        declarations.some(({ location, jsDoc }) =>
          jsDoc.doc !== "" ||
          !location.filename.startsWith(`file://${root}src/`)
        ),
      ])
    ),
  );
}

async function runDeno(...args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).output();
  const decoder = new TextDecoder();
  return {
    code,
    stdout: decoder.decode(stdout),
    stderr: decoder.decode(stderr),
  };
}
