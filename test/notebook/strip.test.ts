import { expect, test } from "vitest";
import { stripNotebook } from "../../src/notebook/mod.ts";

const clean = {
  nbformat_minor: 5,
  metadata: {
    kernelspec: { name: "deno" },
    language_info: { name: "typescript" },
    loadline: { byDefault: true },
  },
  cells: [
    { id: "a", cell_type: "markdown", source: ["# T"], metadata: {} },
    {
      execution_count: null,
      cell_type: "code",
      id: "b",
      metadata: { tags: ["headline"] },
      outputs: [],
      source: ["1"],
    },
  ],
  nbformat: 4,
};

test("stripNotebook() removes only the traces of execution", () => {
  const ran = structuredClone(clean) as Record<string, unknown>;
  ran.metadata = {
    ...clean.metadata,
    language_info: { name: "typescript", version: "6.0.3" },
  };
  ran.cells = [clean.cells[0], {
    ...clean.cells[1],
    execution_count: 12,
    metadata: {
      execution: { "iopub.execute_input": "2026-01-02T03:04:05Z" },
      tags: ["headline"],
      scrolled: true,
    },
    outputs: [{ output_type: "stream", name: "stdout", text: ["x"] }],
  }];
  expect(JSON.stringify(stripNotebook(ran))).toBe(JSON.stringify(clean));
});

test("stripNotebook() returns a clean notebook with its keys in order", () => {
  expect(JSON.stringify(stripNotebook(clean))).toBe(JSON.stringify(clean));
});

test("stripNotebook() rejects other JSON", () => {
  expect(() => stripNotebook({ cells: 1 })).toThrow();
});
