/** Generates the notebook of the benchmark, and checks that its outputs are complete. */

const CELLS = 10;

/** Generates a notebook of ten code cells, each with some prints and a small table. */
export function toNotebook(prints: number): string {
  const cells = Array.from({ length: CELLS }, (_, cell) => ({
    cell_type: "code",
    id: `cell-${cell}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source: [
      `for (let i = 0; i < ${prints}; i++) console.log(\`${
        mark(cell)
      } \${i};\`);\n`,
      "Deno.jupyter.html`<table><tr><td>" + `${mark(cell)} table` +
      "</td></tr></table>`",
    ],
  }));
  return JSON.stringify({
    cells,
    metadata: {
      kernelspec: {
        name: "deno",
        display_name: "Deno",
        language: "typescript",
      },
      language_info: { name: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  });
}

/** Whether the outputs of every cell, as JSON, have each of its prints once and its table. */
export function isComplete(
  shown: readonly unknown[],
  prints: number,
): boolean {
  return shown.length === CELLS && shown.every((outputs, cell) => {
    const text = JSON.stringify(outputs);
    const found = text.match(new RegExp(`${mark(cell)} \\d+;`, "g")) ?? [];
    return found.length === prints &&
      found.every((line, i) => line === `${mark(cell)} ${i};`) &&
      text.includes(`${mark(cell)} table`);
  });
}

function mark(cell: number): string {
  return `cell ${cell} prints`;
}
