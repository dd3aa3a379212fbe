import { expect, test } from "vitest";
import {
  findOutputs,
  readNotebook,
  stripNotebook,
} from "../../src/notebook/mod.ts";

async function withFile<T>(
  content: unknown,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "loadline-test-" });
  try {
    const path = `${folder}/kv_scaling.ipynb`;
    const text = typeof content === "string"
      ? content
      : JSON.stringify(content);
    await Deno.writeTextFile(path, text);
    return await use(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const whole = {
  cells: [
    {
      cell_type: "markdown",
      id: "intro",
      metadata: {},
      source: ["## Not this\n", "# How far does it scale?\n"],
    },
    {
      cell_type: "code",
      metadata: { tags: ["parameters"] },
      source: "const a = 1;",
      outputs: [],
      execution_count: null,
    },
  ],
  metadata: {
    kernelspec: {
      name: "loadline",
      language: "typescript",
      display_name: "Loadline (Deno)",
    },
    loadline: { byDefault: false, requires: ["danfo"], family: "Clusters" },
  },
  nbformat: 4,
  nbformat_minor: 5,
};

test("readNotebook() normalises sources, tags and ids", async () => {
  expect(await withFile(whole, readNotebook)).toEqual({
    name: "kv_scaling",
    title: "How far does it scale?",
    byDefault: false,
    requires: ["danfo"],
    family: "Clusters",
    cells: [
      {
        id: "intro",
        kind: "markdown",
        source: "## Not this\n# How far does it scale?\n",
        tags: [],
      },
      {
        id: "cell-2",
        kind: "code",
        source: "const a = 1;",
        tags: ["parameters"],
      },
    ],
  });
});

test("readNotebook() accepts a notebook without kernelspec, title or settings", async () => {
  const bare = { cells: [], metadata: {}, nbformat: 4 };
  expect(await withFile(bare, readNotebook)).toEqual({
    name: "kv_scaling",
    title: "kv_scaling",
    byDefault: true,
    requires: [],
    family: "",
    cells: [],
  });
});

test.each([
  ["", "not JSON"],
  ['{"cells": [', "not JSON"],
  ['{\n "cells":\n x', "not JSON"],
  [[], "not a notebook of format 4"],
  [{ ...whole, nbformat: 3 }, "jupyter nbconvert --to notebook --inplace"],
  [{ ...whole, nbformat: 5 }, "save it as format 4"],
  [[1], "not a notebook of format 4"],
  [
    { ...whole, cells: [whole.cells[1], whole.cells[0], whole.cells[1]] },
    "code cells 1 and 2 are all tagged parameters",
  ],
  [
    { ...whole, metadata: { loadline: { requires: "danfo" } } },
    "metadata.loadline knows only byDefault, requires, family",
  ],
  [{ ...whole, cells: [{ cell_type: "code" }] }, "cells.0.source"],
  [
    { ...whole, metadata: { loadline: { bydefault: true } } },
    'bydefault"); metadata.loadline knows only byDefault, requires, family',
  ],
  [
    { ...whole, metadata: { kernelspec: { name: "x", language: "python" } } },
    "written in python; choose the Deno kernel",
  ],
  [
    { ...whole, metadata: { language_info: { name: "julia" } } },
    "written in julia",
  ],
])("readNotebook() rejects %j in one line", async (content, message) => {
  await withFile(content, async (path) => {
    const error = await readNotebook(path).then(() => null, (error) => error);
    expect(error).toMatchObject({ name: "InputError" });
    expect(error.message).toMatch(/kv_scaling\.ipynb: .*; .+$/);
    expect(error.message).toContain(message);
    expect(error.message).not.toContain("\n");
  });
});

test("readNotebook() names a missing file", async () => {
  await expect(readNotebook("/nowhere/x.ipynb")).rejects.toThrow(
    "/nowhere/x.ipynb: no such file",
  );
});

test("findOutputs() names the cells that were saved with outputs", async () => {
  const [prose, code] = whole.cells;
  const ran = {
    ...whole,
    cells: [prose, code, { ...code, execution_count: 3 }],
  };
  expect(await withFile(whole, findOutputs)).toEqual([]);
  const found = await withFile(ran, findOutputs);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain("cell 3 holds outputs");
});

test("findOutputs() detects outputs in a committed notebook", async () => {
  const path = new URL("../../notebooks/run_record.ipynb", import.meta.url);
  const notebook = stripNotebook(JSON.parse(await Deno.readTextFile(path))) as {
    cells: { cell_type: string; outputs?: unknown[] }[];
  };
  expect(await withFile(notebook, findOutputs)).toEqual([]);
  const at = notebook.cells.findIndex(({ cell_type }) => cell_type === "code");
  notebook.cells[at]?.outputs?.push({
    output_type: "stream",
    name: "stdout",
    text: ["left\n"],
  });
  const found = await withFile(notebook, findOutputs);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(`cell ${at + 1} holds outputs`);
});
