import { expect, test } from "vitest";
import { readNotebook } from "../../src/notebook/mod.ts";
import { mayShareKernel } from "../../src/notebook/share_kernel.ts";
import { listNotebooks } from "../../src/publish/plan.ts";
import { toNotebook } from "./_notebooks.ts";

const folder = decodeURIComponent(
  new URL("../../notebooks", import.meta.url).pathname,
);

test("mayShareKernel() is true for each notebook of this project that runs by default", async () => {
  const notebooks = await Promise.all(
    (await listNotebooks(folder)).map((name) =>
      readNotebook(`${folder}/${name}.ipynb`)
    ),
  );
  const byDefault = notebooks.filter((notebook) => notebook.byDefault);
  expect(byDefault.length).toBeGreaterThan(10);
  expect(
    byDefault.filter((notebook) => !mayShareKernel(notebook))
      .map(({ name }) => name),
  ).toEqual([]);
});

test.each([
  'import { md, z } from "loadline";',
  "const { rows, ...rest } = await load();",
  "for (const part of parts) await Deno.jupyter.display(part);",
  'console.log("memory of the process, in a sample"); console.error(1);',
  "const most = Math.max(...Object.values(counts));",
  "const same = Plot.plot === plot;",
  "type Row = { window_s: number };",
  "const Row = z.object({ value: z.unknown(), any: z.any() });",
  'const note = "as in any run, on many machines";',
])("mayShareKernel() is true for %j", (source) => {
  expect(mayShareKernel(toNotebook([source]))).toBe(true);
});

test.each([
  // Declarations of which the kernel keeps the value, or which belong to the global object.
  "let count = 0;",
  "var count = 0;",
  "function load() {}",
  "export async function load() {}",
  "class Load {}",
  "enum Load { High }",
  "using store = await openStore();",
  "declare const count: number;",
  // Names that the type checker does not see.
  "// @ts-ignore\ncount;",
  "/* @ts-nocheck */",
  "/** @jsx h */",
  // Writes into what is imported, past its type.
  "(Math as any).note = 1;",
  "const open: any = plot;",
  "const open = <any>plot;",
  "const open = plot as (any);",
  "type Open = any;",
  "const notes = Plot as unknown as Record<string, number>;",
  "const notes: Record<string, any> = z;",
  // What all code shares.
  "globalThis.count = 1;",
  "const world = self;",
  'eval("count = 1");',
  'const run = new Function("count = 1");',
  "(() => {}).constructor;",
  "Array.prototype.at = null;",
  "Reflect.set({}, 'a', 1);",
  'Symbol.for("a");',
  "Object.assign(Plot, {});",
  "Object.freeze(shared);",
  "const keep = Object;",
  "Math.max = Math.min;",
  "Plot.plot = null;",
  "console.log = () => {};",
  "Error.stackTraceLimit = 1;",
  "z.config(z.locales.de());",
  'z.string().meta({ id: "a" });',
  'await import("loadline");',
  // What happens later, or elsewhere.
  "setTimeout(() => {}, 10);",
  "queueMicrotask(() => {});",
  'addEventListener("error", () => {});',
  "AbortSignal.timeout(10);",
  'new Worker("a.ts");',
  "onerror = () => {};",
  // The state of the process.
  'Deno.env.set("A", "1");',
  'await Deno.jupyter.broadcast("a", {});',
  'process.env.A = "1";',
  "const keep = process;",
  'console.group("a");',
  'sessionStorage.setItem("a", "1");',
  'performance.mark("a");',
  // Random numbers, in the order of the kernel.
  "Math.random();",
  "Plot.shuffle(marks);",
  "table.sample(3);",
  "crypto.randomUUID();",
  "loadDanfo();",
])("mayShareKernel() is false for %j", (source) => {
  expect(mayShareKernel(toNotebook(["1 + 1", source]))).toBe(false);
});

test("mayShareKernel() is false for a notebook with packages of its own, and does not look at prose", () => {
  const notebook = toNotebook(["let count = 0;"]);
  const prose = notebook.cells.map((cell) => ({
    ...cell,
    kind: "markdown" as const,
  }));
  expect(mayShareKernel({ ...notebook, cells: prose })).toBe(true);
  expect(mayShareKernel({ ...notebook, cells: [], requires: ["danfo"] }))
    .toBe(false);
});
