import { expect, test } from "vitest";
import { checkNotebooks } from "../../src/notebook/mod.ts";
import { makeProjectFolder, toNotebook } from "./_notebooks.ts";

test("checkNotebooks() accepts imports anywhere, top-level await and types across cells", async () => {
  await using folder = await makeProjectFolder();
  await Deno.writeTextFile(
    `${folder.path}/local.ts`,
    "export const load: number = 1;",
  );
  const notebook = toNotebook([
    `interface Point { x: number }\nconst a = 1`,
    `[a].map(String)`,
    `import { z } from "zod";\nimport { load } from "./local.ts";`,
    `const p: Point = { x: await Promise.resolve(load) };\nz.number().parse(p.x)`,
    `// no import.meta here\nawait Deno.jupyter.display("import.meta")`,
  ]);
  expect(await checkNotebooks([notebook], { dir: folder.path })).toEqual([]);
});

test("checkNotebooks() locates every error by notebook, cell and line, in one call", async () => {
  await using folder = await makeProjectFolder();
  const notebooks = [
    toNotebook(["const a = 1;", "\nconst b: string = a;"], "types"),
    toNotebook(["1", "const x = 1;\nconst y = ;"], "syntax"),
    toNotebook([`import q from "npm:@loadline/no-such-package";`], "package"),
    toNotebook(["1", `\nimport q from "./nope.ts";`], "local"),
    toNotebook(["1\nconsole.log(import.meta.url)"], "meta"),
    toNotebook([
      "const a = 1;\nfunction f() {}",
      "const a = 2;",
      "\nfunction f() {}",
    ], "twice"),
    toNotebook(["1"], "good"),
  ];
  const found = await checkNotebooks(notebooks, { dir: folder.path });
  const places = found.map(({ notebook, cell, line, code }) =>
    `${notebook} ${cell}:${line} ${code}`
  );
  expect(places).toEqual([
    "types 2:2 TS2322",
    "syntax 2:2 syntax",
    "package 1:1 import",
    "local 2:2 TS2307",
    "meta 1:2 kernel",
    "twice 2:1 TS2451",
    "twice 3:2 TS2393",
  ]);
  const messages = found.map(({ message }) => message);
  expect(messages[0]).toBe(
    "Type 'number' is not assignable to type 'string'.",
  );
  expect(messages[1]).toBe("Expression expected");
  expect(messages[2]).toContain("@loadline/no-such-package");
  expect(messages[3]).toMatch(/'<repo>\/\.loadline\/.*nope\.ts'/);
  expect(messages[5]).toBe(
    "'a' is already defined in cell 1, line 1: give each its own name",
  );
  expect(messages[6]).toBe(
    "'f' is already defined in cell 1, line 2: give each its own name",
  );
});

test("checkNotebooks() attributes an error in an imported file to no notebook", async () => {
  await using folder = await makeProjectFolder();
  await Deno.writeTextFile(
    `${folder.path}/local.ts`,
    "\nexport const load: number = '1';",
  );
  const notebook = toNotebook([`import { load } from "./local.ts";\nload`]);
  const found = await checkNotebooks([notebook], { dir: folder.path });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ notebook: "", cell: 0, code: "TS2322" });
  expect(found[0]?.message).toMatch(/^<repo>\/.*local\.ts:2: Type 'string'/);
});
