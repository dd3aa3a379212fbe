/** Headings of a committed notebook, to which the limits of its answer link. */

const notebooks = new URL("../../notebooks/", import.meta.url);

/** Returns the texts of all headings of the notebook's prose. */
export function notebookHeadings(name: string): string[] {
  const { cells } = JSON.parse(
    Deno.readTextFileSync(new URL(`${name}.ipynb`, notebooks)),
  );
  return cells.flatMap((cell: { cell_type: string; source: string[] }) =>
    cell.cell_type === "markdown"
      ? [...cell.source.join("").matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
        text ?? ""
      )
      : []
  );
}
