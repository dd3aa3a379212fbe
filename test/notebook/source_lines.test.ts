import { expect, test } from "vitest";
import { executeNotebook, Kernel } from "../../src/notebook/mod.ts";
import { findSourceLine, placeCells } from "../../src/notebook/source_lines.ts";
import { findError } from "../../src/notebook/cell_outcome.ts";
import { makeProjectFolder, toNotebook } from "./_notebooks.ts";

/** Cells of one notebook; the comment `HERE` marks the expected line, and without it none is expected. */
const cells = {
  "below imports, types and comments that JavaScript does not have": `
import { z } from "zod";
import { join,
  dirname } from "node:path";
interface Case { nodes: number }

enum Outcome { ok, failed }
// A comment.
const none: any = undefined;
const same = (...values: unknown[]): any => values;

function fail(
  wanted: Case,
): never {

  throw new RangeError(\`\${wanted.nodes}\`); // HERE
}
fail({ nodes: 1 });`,
  "by calling a function of another cell": `type A = {
  a: string };


fail({ nodes: 1 }); // HERE`,
  "in a chain": `same()
  .concat([1]) // not here

  .at(0)
  .toFixed()
  .no( // HERE
    1,
  );`,
  "in a function of the cell that a built-in one calls": `[1].map((x) =>
  x

).forEach(() => {
  none
    .foo // HERE
});`,
  "in a class with parameter properties": `class Node {
  constructor(private readonly port: number) {
    if (port > 1)

    {
      none!.x; // HERE
    }
  } }

new Node(2);`,
  "after waiting": `const wait = async () => {
  await 1;

  await 2;
  none(); // HERE
};

await wait();`,
  "in a callback": `await new Promise((_, reject) => setTimeout(() => {

  reject(new Error("late")); // HERE
}));`,
  "in a text of many lines": `const text = \`a
b\${ none.x // HERE
}\`;`,
  "in an enum": `enum Size { small = 1,
  large = none.x, // HERE
}`,
  "in an object that is printed over more lines": `same({ a: { b: {
  c: 1, d: [1, 2,
  3, none.v], // HERE
}}}, 4);`,
  "beside characters of two code units": `same("😀😀",
  1,

  2, none.x, // HERE
  none.y);`,
  "in what a message of another error quotes": `throw new Error( // HERE
  "quoted\\n    at <anonymous>:4:4\\nfoo",
);`,
  "with a stack in its message": `const inner = (() => {
  return new Error("inner");
})();
throw new Error("outer: " + inner.stack); // HERE`,
  "uncaught": `const later = 1;
Promise.resolve().then(() => { throw new Error("lost"); }); // HERE
await later;`,
  "in generated code": `const made =
  new Function("none", "\\n".repeat(9_000) + "none.x");
made( // HERE
  none);`,
  "where an operator stands between lines": `same(1n)[0] +

  1;`,
  "made in another cell": `throw kept;`,
  "in a cell that the kernel takes for an object": `{ const a = 1;
  none.x; }`,
  "in a cell with JSX": `const page = <p>{none.x}</p>;`,
  "above an import": `none.x;
import { basename } from "node:path";`,
};

test("findSourceLine() returns the line of the cell, or 0", async () => {
  const kept = "const kept = (() => new Error('kept'))();";
  const placed = placeCells([kept, ...Object.values(cells)]);
  await using kernel = await Kernel.start(Deno.cwd());
  await kernel.execute(placed[0]!.code);
  const found: Record<string, number> = {};
  const expected: Record<string, number> = {};
  for (const [i, [name, source]] of Object.entries(cells).entries()) {
    const place = placed[i + 1]!;
    const error = findError(await kernel.execute(place.code));
    expect(error, name).toBeDefined();
    found[name] = await findSourceLine(kernel, place, error!);
    expected[name] = source.split("\n")
      .findIndex((line) => line.includes("// HERE")) + 1;
  }
  expect(found).toEqual(expected);
});

test("placeCells() gives each cell its own lines, within the message limit", () => {
  const sources = Array.from({ length: 200 }, (_, i) => "x".repeat(i));
  const placed = placeCells(sources);
  const within = placed.filter(({ room }) => room > 0);
  expect(within.length).toBeGreaterThan(50);
  for (const [i, { above }] of within.entries()) {
    const before = within[i - 1];
    if (before) expect(above).toBe(before.above + before.room);
  }
  for (const [i, { code }] of placed.entries()) {
    expect(JSON.stringify(code).length).toBeLessThan(500_000);
    expect(code.endsWith(sources[i]!)).toBe(true);
  }
});

test("executeNotebook() shows the values of cells independently of their placement", async () => {
  await using folder = await makeProjectFolder();
  const { cells, failure } = await executeNotebook(
    toNotebook(["const a = 1;", "a + 1", "", "{ b: a }", "type T = number;"]),
    { dir: folder.path },
  );
  expect(failure).toBeNull();
  expect(cells.map(({ outputs }) => outputs)).toEqual([
    [],
    [{ type: "display", data: { "text/plain": "2" } }],
    [],
    [{ type: "display", data: { "text/plain": "{ b: 1 }" } }],
    [],
  ]);
});

test("executeNotebook() removes line numbers from a printed error", async () => {
  await using folder = await makeProjectFolder();
  const { cells } = await executeNotebook(
    toNotebook([`console.log(new Error("shown"));`]),
    { dir: folder.path },
  );
  expect(cells[0]?.outputs).toEqual([
    {
      type: "stream",
      name: "stdout",
      text: "Error: shown\n    at <cell>\n",
    },
  ]);
});
